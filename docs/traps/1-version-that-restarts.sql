-- The version restarts at 1 every day, so what was read yesterday fits again today.
-- Lines that begin with "-- =>" are what the query before them answers.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    day_amount_date TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE paid (who TEXT, day TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 1000, 100, '2026-03-02', 1);

-- Monday 23:59:59. A wants to add 50. It reads and is paused.
SELECT day_amount, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 100|1
-- Tuesday 00:00:01. B pays 900, the first of the day: a fresh counter, and version 1 again.
UPDATE merchant_limit SET day_amount = 900, day_amount_date = '2026-03-03', version = 1
 WHERE merchant_no = 'acme' AND version = 1;
INSERT INTO paid VALUES ('B', '2026-03-03', 900);
-- A wakes up. The version that it read fits, so 100 + 50 takes the place of Tuesday's 900.
UPDATE merchant_limit SET day_amount = 150, version = 2
 WHERE merchant_no = 'acme' AND version = 1;
INSERT INTO paid SELECT 'A', '2026-03-02', 50 WHERE changes() = 1;
-- C finds room for 850.
UPDATE merchant_limit SET day_amount = 1000, version = 3
 WHERE merchant_no = 'acme' AND version = 2;
INSERT INTO paid SELECT 'C', '2026-03-03', 850 WHERE changes() = 1;

-- Paid on Tuesday, allowed, counted:
SELECT (SELECT sum(amount) FROM paid WHERE day = '2026-03-03'), day_limit, day_amount FROM merchant_limit;
-- => 1750|1000|1000
