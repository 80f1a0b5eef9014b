-- The two tables of the old gate, as many have them, and the business's own books with what the old gate does not keep.
CREATE TABLE biz_ticket (
    operator TEXT NOT NULL,
    biz_no TEXT NOT NULL,
    biz_scene TEXT NOT NULL,
    status TEXT NOT NULL,               -- running, done, failed
    PRIMARY KEY (biz_no, biz_scene)
);
CREATE TABLE merchant_limit (
    merchant_no TEXT NOT NULL PRIMARY KEY,
    status TEXT NOT NULL,               -- open, closed
    single_limit INTEGER NOT NULL,      -- minor units
    day_limit INTEGER NOT NULL,
    day_amount INTEGER NOT NULL,
    day_amount_date TEXT NOT NULL,
    open_user TEXT NOT NULL,
    open_date TEXT NOT NULL,
    modify_user TEXT,
    modify_date TEXT,
    close_user TEXT,
    close_date TEXT,
    version INTEGER NOT NULL
);
CREATE TABLE payment (
    biz_no TEXT NOT NULL,
    biz_scene TEXT NOT NULL,
    merchant_no TEXT NOT NULL,
    amount INTEGER NOT NULL,
    created_at INTEGER NOT NULL,        -- milliseconds since 1970, UTC
    PRIMARY KEY (biz_no, biz_scene)
);
