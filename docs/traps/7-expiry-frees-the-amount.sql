-- An unreported ticket expires and its amount is given back, while its caller is only slow.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE ticket (biz_no TEXT PRIMARY KEY, status TEXT NOT NULL, amount INTEGER NOT NULL, expires TEXT NOT NULL);
CREATE TABLE paid (who TEXT, biz_no TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 1000, 600, 2);
INSERT INTO ticket VALUES ('P-1', 'running', 600, '10:00:30');

-- 10:00:29. A is careful: it looks at its ticket right before it calls the bank. Then it is paused.
SELECT status FROM ticket WHERE biz_no = 'P-1';
-- => running
-- 10:00:31. The clean-up job.
UPDATE ticket SET status = 'expired' WHERE biz_no = 'P-1' AND status = 'running' AND expires < '10:00:31';
UPDATE merchant_limit SET day_amount = 600 - 600, version = 3 WHERE merchant_no = 'acme' AND version = 2;
-- 10:00:32. B finds room for 600, and pays.
INSERT INTO ticket VALUES ('P-2', 'running', 600, '10:01:02');
UPDATE merchant_limit SET day_amount = 600, version = 4 WHERE merchant_no = 'acme' AND version = 3;
INSERT INTO paid VALUES ('B', 'P-2', 600);
UPDATE ticket SET status = 'done' WHERE biz_no = 'P-2' AND status = 'running';
-- 10:00:33. A goes on where it stood: it calls the bank. That its report finds no ticket helps nobody.
INSERT INTO paid VALUES ('A', 'P-1', 600);
UPDATE ticket SET status = 'done' WHERE biz_no = 'P-1' AND status = 'running';
SELECT changes();
-- => 0

-- Paid, allowed, counted:
SELECT (SELECT sum(amount) FROM paid), day_limit, day_amount FROM merchant_limit;
-- => 1200|1000|600
