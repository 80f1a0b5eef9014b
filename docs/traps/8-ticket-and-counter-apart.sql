-- Ticket and counter move in database transactions of their own, so one can move without the other.
CREATE TABLE merchant_limit (
    merchant_no TEXT PRIMARY KEY,
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    version INTEGER NOT NULL
);
CREATE TABLE ticket (biz_no TEXT PRIMARY KEY, status TEXT NOT NULL, amount INTEGER NOT NULL);
INSERT INTO merchant_limit VALUES ('acme', 1000, 600, 2);
INSERT INTO ticket VALUES ('P-1', 'running', 600);

-- The clean-up job finds P-1 past its time.
SELECT status FROM ticket WHERE biz_no = 'P-1';
-- => running
-- It gives the amount back first.
UPDATE merchant_limit SET day_amount = 600 - 600, version = 3 WHERE merchant_no = 'acme' AND version = 2;
-- A, late but alive, reports that P-1 is paid.
UPDATE ticket SET status = 'done' WHERE biz_no = 'P-1' AND status = 'running';
SELECT changes();
-- => 1
-- The clean-up job wants to close the ticket, and is too late. The counter has moved already.
UPDATE ticket SET status = 'expired' WHERE biz_no = 'P-1' AND status = 'running';
SELECT changes();
-- => 0
-- B finds all the room there ever was.
INSERT INTO ticket VALUES ('P-2', 'done', 1000);
UPDATE merchant_limit SET day_amount = 0 + 1000, version = 4 WHERE merchant_no = 'acme' AND version = 3;

-- Paid, allowed, counted:
SELECT (SELECT sum(amount) FROM ticket WHERE status = 'done'), day_limit, day_amount FROM merchant_limit;
-- => 1600|1000|1000
