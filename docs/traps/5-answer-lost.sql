-- The update is made, its answer is lost, and the loop makes it again.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    day_amount_date TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE paid (who TEXT, day TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 1000, 0, '2026-03-03', 1);

-- A adds 100. The connection breaks before A hears of it.
UPDATE merchant_limit SET day_amount = 100, version = 2
 WHERE merchant_no = 'acme' AND version = 1;
-- "Not exactly one row changed, so try again": the second of the 100 tries.
SELECT day_amount, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 100|2
UPDATE merchant_limit SET day_amount = 100 + 100, version = 3
 WHERE merchant_no = 'acme' AND version = 2;
INSERT INTO paid SELECT 'A', '2026-03-03', 100 WHERE changes() = 1;

-- Paid, counted:
SELECT (SELECT sum(amount) FROM paid), day_amount FROM merchant_limit;
-- => 100|200
