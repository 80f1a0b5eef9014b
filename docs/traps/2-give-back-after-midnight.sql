-- A payment of Monday fails on Tuesday, and its amount is given back to Tuesday.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    day_amount_date TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE paid (who TEXT, day TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 1000, 870, '2026-03-02', 7);

-- Tuesday 00:00:30. The bank refuses A's 870 of Monday. A reads to give them back.
SELECT day_amount_date, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 2026-03-02|7
-- Another day, so a fresh counter, less the 870.
UPDATE merchant_limit SET day_amount = 0 - 870, day_amount_date = '2026-03-03', version = 8
 WHERE merchant_no = 'acme' AND version = 7;
-- B asks how much room there is, and takes all of it.
SELECT day_limit - day_amount, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 1870|8
UPDATE merchant_limit SET day_amount = -870 + 1870, version = 9
 WHERE merchant_no = 'acme' AND version = 8;
INSERT INTO paid SELECT 'B', '2026-03-03', 1870 WHERE changes() = 1;

-- Paid on Tuesday, allowed, counted:
SELECT (SELECT sum(amount) FROM paid WHERE day = '2026-03-03'), day_limit, day_amount FROM merchant_limit;
-- => 1870|1000|1000
