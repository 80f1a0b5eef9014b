-- Status, limits and counter are one row, and whoever counts writes the row back as it was read.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    close_user TEXT,
    close_date TEXT,
    version INTEGER NOT NULL
);
CREATE TABLE paid (who TEXT, day TEXT, amount INTEGER);
INSERT INTO merchant_limit VALUES ('acme', 'open', 1000, 100, NULL, NULL, 4);

-- A wants to add 50 and reads the row.
SELECT status, day_limit, day_amount, version FROM merchant_limit WHERE merchant_no = 'acme';
-- => open|1000|100|4
-- Carol closes the merchant. Her page knows nothing of the counter's version.
UPDATE merchant_limit SET status = 'closed', close_user = 'carol', close_date = '2026-03-03'
 WHERE merchant_no = 'acme';
-- A's object mapper writes every column.
UPDATE merchant_limit SET status = 'open', day_limit = 1000, day_amount = 150,
       close_user = NULL, close_date = NULL, version = 5
 WHERE merchant_no = 'acme' AND version = 4;
INSERT INTO paid SELECT 'A', '2026-03-03', 50 WHERE changes() = 1;

-- What Carol closed:
SELECT status, close_user IS NULL FROM merchant_limit WHERE merchant_no = 'acme';
-- => open|1
