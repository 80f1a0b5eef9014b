-- The news of a failure is delivered twice, and the counter cannot tell.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    day_amount_date TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE paid (who TEXT, day TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 1000, 400, '2026-03-03', 5);

-- A's payment of 400 failed. It is given back.
UPDATE merchant_limit SET day_amount = 400 - 400, version = 6
 WHERE merchant_no = 'acme' AND version = 5;
-- The message comes again. The loop reads the new version and does what it is for.
SELECT day_amount, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 0|6
UPDATE merchant_limit SET day_amount = 0 - 400, version = 7
 WHERE merchant_no = 'acme' AND version = 6;
-- B asks how much room there is, and takes all of it.
SELECT day_limit - day_amount, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 1400|7
UPDATE merchant_limit SET day_amount = -400 + 1400, version = 8
 WHERE merchant_no = 'acme' AND version = 7;
INSERT INTO paid SELECT 'B', '2026-03-03', 1400 WHERE changes() = 1;

-- Paid, allowed, counted:
SELECT (SELECT sum(amount) FROM paid), day_limit, day_amount FROM merchant_limit;
-- => 1400|1000|1000
