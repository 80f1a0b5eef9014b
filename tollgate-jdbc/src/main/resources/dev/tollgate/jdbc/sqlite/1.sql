-- The tables of Tollgate. Times are milliseconds since 1970 (UTC), amounts are minor units of the currency.
-- Names are compared byte for byte (collation BINARY).

CREATE TABLE tollgate_schema (
    version INTEGER NOT NULL PRIMARY KEY,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

-- The aggregate root: whatever moves the usage, the limits or the status of an account raises its version.
-- A rowid table, because a configuration may be longer than a quarter of a page.
CREATE TABLE tollgate_account (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    version INTEGER NOT NULL,
    last_batch TEXT NOT NULL,
    last_time INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    config TEXT NOT NULL,
    config_version INTEGER NOT NULL,
    total_starts TEXT,
    retired TEXT,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    modified_at INTEGER,
    modified_by TEXT,
    suspended_at INTEGER,
    suspended_by TEXT,
    closed_at INTEGER,
    closed_by TEXT,
    reason TEXT,
    PRIMARY KEY (tenant, account)
) STRICT;

-- What a window of a limit has consumed: "purged" of "used" belongs to tickets that are gone.
CREATE TABLE tollgate_usage (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    limit_name TEXT NOT NULL,
    used INTEGER NOT NULL,
    purged INTEGER NOT NULL,
    PRIMARY KEY (tenant, account, window_start, limit_name),
    CHECK (used >= purged AND purged >= 0)
) STRICT, WITHOUT ROWID;

-- One row per operation, in its current attempt; it is the reservation as well.
-- Flags: 1 late, 2 disputed, 4 released by a lapse, 8 resolved, 16 outcome dropped.
-- The key begins with the business number, so that an operator finds an order by its number without one more index.
CREATE TABLE tollgate_ticket (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    scenario TEXT NOT NULL,
    business_no TEXT NOT NULL,
    revision INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    operator TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'in_doubt', 'succeeded', 'failed', 'released')),
    amount INTEGER,
    currency TEXT,
    reversed INTEGER NOT NULL,
    fingerprint TEXT,
    admitted_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    renewed_at INTEGER,
    finished_at INTEGER,
    on_lapse TEXT NOT NULL CHECK (on_lapse IN ('hold', 'release')),
    flags INTEGER NOT NULL,
    outcome_type TEXT,
    outcome BLOB,
    reason TEXT,
    attributes TEXT,
    windows TEXT,
    history INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_no, account, scenario)
) STRICT;

-- Listings, newest admission first.
CREATE INDEX tollgate_ticket_by_admission ON tollgate_ticket (tenant, admitted_at);
CREATE INDEX tollgate_ticket_by_account ON tollgate_ticket (tenant, account, admitted_at);

-- What the sweeper and the operator look for; each holds only the few rows that are waiting.
CREATE INDEX tollgate_ticket_open ON tollgate_ticket (lease_until) WHERE state = 'open';
CREATE INDEX tollgate_ticket_in_doubt ON tollgate_ticket (tenant, admitted_at) WHERE state = 'in_doubt';
CREATE INDEX tollgate_ticket_disputed ON tollgate_ticket (tenant, admitted_at) WHERE (flags & 2) <> 0;

-- Retention: a finished ticket is in one of the two, first for its outcome, then for itself.
CREATE INDEX tollgate_ticket_with_outcome ON tollgate_ticket (finished_at)
    WHERE finished_at IS NOT NULL AND outcome_type IS NOT NULL;
CREATE INDEX tollgate_ticket_without_outcome ON tollgate_ticket (finished_at)
    WHERE finished_at IS NOT NULL AND outcome_type IS NULL;

-- What a ticket's row no longer says: earlier attempts, reversals, doubts. The ordinary ticket has none.
CREATE TABLE tollgate_history (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    scenario TEXT NOT NULL,
    business_no TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    fence INTEGER NOT NULL,
    done_by TEXT,
    reason TEXT,
    id TEXT,
    amount INTEGER,
    currency TEXT,
    detail TEXT,
    PRIMARY KEY (tenant, account, scenario, business_no, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE tollgate_audit (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    done_by TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    old_value TEXT,
    new_value TEXT,
    PRIMARY KEY (tenant, account, id)
) STRICT;

-- What the planner is to believe, since it looks before there are any rows: a million tickets of a few tenants and some hundred
-- accounts, nearly all of them finished. Without it a page of one account walks through the tickets of all.
ANALYZE tollgate_schema;
DELETE FROM sqlite_stat1 WHERE tbl LIKE 'tollgate%';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('tollgate_ticket', 'sqlite_autoindex_tollgate_ticket_1', '1000000 250000 2 1 1'),
    ('tollgate_ticket', 'tollgate_ticket_by_admission', '1000000 250000 4'),
    ('tollgate_ticket', 'tollgate_ticket_by_account', '1000000 250000 2500 2'),
    ('tollgate_ticket', 'tollgate_ticket_open', '200 2'),
    ('tollgate_ticket', 'tollgate_ticket_in_doubt', '100 25 1'),
    ('tollgate_ticket', 'tollgate_ticket_disputed', '20 5 1'),
    ('tollgate_ticket', 'tollgate_ticket_with_outcome', '500000 4'),
    ('tollgate_ticket', 'tollgate_ticket_without_outcome', '500000 4');
