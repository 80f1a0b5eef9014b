-- Both in one database, or: sqlite3 old.db "ATTACH 'tollgate.db' AS tollgate" ".read docs/moving/compare-usage.sql"
-- No row: the day's amount of every merchant is the usage of the limit "daily" in the window that starts on that day.
-- Twelve hours after a window's start it is that day in every zone from 11 hours behind UTC to 12 ahead.
SELECT m.merchant_no, m.day_amount_date, m.day_amount, u.used, m.day_amount - coalesce(u.used, 0) AS difference
  FROM merchant_limit m
  LEFT JOIN tollgate_usage u ON u.tenant = 'default' AND u.account = m.merchant_no AND u.limit_name = 'daily'
       AND date(u.window_start / 1000 + 12 * 3600, 'unixepoch') = m.day_amount_date
 WHERE m.day_amount <> coalesce(u.used, 0);
