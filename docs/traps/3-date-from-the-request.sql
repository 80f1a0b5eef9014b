-- The day comes from the request and is compared by equality, so a late message starts the counter anew.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    day_amount_date TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE paid (who TEXT, day TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 1000, 990, '2026-03-03', 40);
INSERT INTO paid VALUES ('A', '2026-03-03', 990);

-- Tuesday noon. B's message was stuck in a queue and is dated Monday.
SELECT day_amount_date <> '2026-03-02', version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 1|40
-- Another day, so a fresh counter.
UPDATE merchant_limit SET day_amount = 10, day_amount_date = '2026-03-02', version = 41
 WHERE merchant_no = 'acme' AND version = 40;
INSERT INTO paid SELECT 'B', '2026-03-02', 10 WHERE changes() = 1;
-- C's message is dated Tuesday. Another day again, so a fresh counter again.
SELECT day_amount_date <> '2026-03-03', version FROM merchant_limit WHERE merchant_no = 'acme';
-- => 1|41
UPDATE merchant_limit SET day_amount = 990, day_amount_date = '2026-03-03', version = 42
 WHERE merchant_no = 'acme' AND version = 41;
INSERT INTO paid SELECT 'C', '2026-03-03', 990 WHERE changes() = 1;

-- Paid on Tuesday, allowed, counted:
SELECT (SELECT sum(amount) FROM paid WHERE day = '2026-03-03'), day_limit, day_amount FROM merchant_limit;
-- => 1980|1000|990
