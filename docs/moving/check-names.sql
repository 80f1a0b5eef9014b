-- On the old database, before anything else. Every row is something to decide about; none is what you hope for.
SELECT 'refused: too long' AS finding, merchant_no, biz_scene, biz_no
  FROM payment
 WHERE length(CAST(merchant_no AS BLOB)) > 128 OR length(CAST(biz_no AS BLOB)) > 128 OR length(CAST(biz_scene AS BLOB)) > 64
UNION ALL
SELECT 'refused: empty, or holds a control character', merchant_no, biz_scene, biz_no
  FROM payment
 WHERE '' IN (merchant_no, biz_scene, biz_no)
    OR merchant_no || biz_scene || biz_no GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'
UNION ALL
SELECT 'refused: amount out of range', merchant_no, biz_scene, biz_no
  FROM payment
 WHERE amount < 1 OR amount > 9007199254740991
UNION ALL
SELECT 'two operations from now on: differ in case or in spaces around them', min(merchant_no), lower(biz_scene), min(biz_no)
  FROM payment
 GROUP BY lower(trim(merchant_no)), lower(trim(biz_scene)), lower(trim(biz_no)) HAVING count(*) > 1
UNION ALL
SELECT 'no amount and no merchant known', NULL, b.biz_scene, b.biz_no
  FROM biz_ticket b LEFT JOIN payment p ON p.biz_no = b.biz_no AND p.biz_scene = b.biz_scene
 WHERE p.biz_no IS NULL;
