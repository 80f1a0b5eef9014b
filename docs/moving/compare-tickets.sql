-- Both in one database, or: sqlite3 old.db "ATTACH 'tollgate.db' AS tollgate" ".read docs/moving/compare-tickets.sql"
-- No row: every payment that is done is done on both sides, with the same amount, and nothing is done on one side only.
SELECT p.merchant_no, p.biz_scene, p.biz_no, b.status, p.amount, t.state, t.amount
  FROM biz_ticket b
  JOIN payment p ON p.biz_no = b.biz_no AND p.biz_scene = b.biz_scene
  LEFT JOIN tollgate_ticket t ON t.tenant = 'default' AND t.account = p.merchant_no
       AND t.scenario = b.biz_scene AND t.business_no = b.biz_no
 WHERE (b.status = 'done') <> (coalesce(t.state, '') = 'succeeded')
    OR b.status = 'done' AND t.amount IS NOT p.amount
UNION ALL
SELECT t.account, t.scenario, t.business_no, NULL, NULL, t.state, t.amount
  FROM tollgate_ticket t
  LEFT JOIN biz_ticket b ON b.biz_no = t.business_no AND b.biz_scene = t.scenario
 WHERE t.tenant = 'default' AND t.state = 'succeeded' AND b.biz_no IS NULL;
