-- Brings the old tables up to what Tollgate knows, after they were not written for a while. May be repeated.
-- Both in one database, or: sqlite3 old.db "ATTACH 'tollgate.db' AS tollgate" ".read docs/moving/way-back.sql"
BEGIN IMMEDIATE;
INSERT INTO payment (biz_no, biz_scene, merchant_no, amount, created_at)
SELECT business_no, scenario, account, amount, admitted_at
  FROM tollgate_ticket WHERE tenant = 'default' AND amount IS NOT NULL
    ON CONFLICT (biz_no, biz_scene) DO NOTHING;
INSERT INTO biz_ticket (operator, biz_no, biz_scene, status)
SELECT operator, business_no, scenario,
       CASE state WHEN 'succeeded' THEN 'done' WHEN 'open' THEN 'running' WHEN 'in_doubt' THEN 'running' ELSE 'failed' END
  FROM tollgate_ticket WHERE tenant = 'default'
    ON CONFLICT (biz_no, biz_scene) DO UPDATE SET operator = excluded.operator, status = excluded.status;
UPDATE merchant_limit
   SET status = CASE a.status WHEN 'active' THEN 'open' ELSE 'closed' END, close_user = a.closed_by, version = merchant_limit.version + 1
  FROM tollgate_account AS a
 WHERE a.tenant = 'default' AND a.account = merchant_no
   AND merchant_limit.status <> CASE a.status WHEN 'active' THEN 'open' ELSE 'closed' END;
-- A newer window only: whoever counted last on a day knows that day.
UPDATE merchant_limit
   SET day_amount = u.used, day_amount_date = u.day, version = merchant_limit.version + 1
  FROM (SELECT account, used, date(max(window_start) / 1000 + 12 * 3600, 'unixepoch') AS day
          FROM tollgate_usage WHERE tenant = 'default' AND limit_name = 'daily' GROUP BY account) AS u
 WHERE u.account = merchant_no AND u.day >= day_amount_date;
COMMIT;
