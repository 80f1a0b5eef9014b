-- The tables of Tollgate. Times are milliseconds since 1970 (UTC), amounts are minor units of the currency.
-- Names are compared byte for byte (collation "C").

CREATE TABLE tollgate_schema (
    version bigint NOT NULL PRIMARY KEY,
    checksum text NOT NULL,
    applied_at bigint NOT NULL
);

-- The aggregate root: whatever moves the usage, the limits or the status of an account raises its version.
-- Half of each page is left free: a new version of a row that stays on its page needs no new entry in the index.
CREATE TABLE tollgate_account (
    tenant text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    last_batch text NOT NULL,
    last_time bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    config text NOT NULL,
    config_version bigint NOT NULL,
    total_starts text,
    retired text,
    opened_at bigint NOT NULL,
    opened_by text NOT NULL,
    modified_at bigint,
    modified_by text,
    suspended_at bigint,
    suspended_by text,
    closed_at bigint,
    closed_by text,
    reason text,
    PRIMARY KEY (tenant, account)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- What a window of a limit has consumed: "purged" of "used" belongs to tickets that are gone.
CREATE TABLE tollgate_usage (
    tenant text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    window_start bigint NOT NULL,
    limit_name text COLLATE "C" NOT NULL,
    used bigint NOT NULL,
    purged bigint NOT NULL,
    PRIMARY KEY (tenant, account, window_start, limit_name),
    CHECK (used >= purged AND purged >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- One row per operation, in its current attempt; it is the reservation as well.
-- Flags: 1 late, 2 disputed, 4 released by a lapse, 8 resolved, 16 outcome dropped.
-- The key begins with the business number, so that an operator finds an order by its number without one more index.
CREATE TABLE tollgate_ticket (
    tenant text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    scenario text COLLATE "C" NOT NULL,
    business_no text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    fence bigint NOT NULL,
    request_id text NOT NULL,
    operator text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'in_doubt', 'succeeded', 'failed', 'released')),
    amount bigint,
    currency text,
    reversed bigint NOT NULL,
    fingerprint text,
    admitted_at bigint NOT NULL,
    lease_until bigint NOT NULL,
    renewed_at bigint,
    finished_at bigint,
    on_lapse text NOT NULL CHECK (on_lapse IN ('hold', 'release')),
    flags bigint NOT NULL,
    outcome_type text,
    outcome bytea,
    reason text,
    attributes text,
    windows text,
    history bigint NOT NULL,
    PRIMARY KEY (tenant, business_no, account, scenario)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Listings, newest admission first. Over expressions, because the planner knows nothing of a new table: it would look up keys by one of
-- these as soon as by the key, and go on with that plan while the account grows.
CREATE INDEX tollgate_ticket_by_admission ON tollgate_ticket ((tenant || ''), admitted_at);
CREATE INDEX tollgate_ticket_by_account ON tollgate_ticket ((tenant || ''), (account || ''), admitted_at);

-- What the sweeper and the operator look for; each holds only the few rows that are waiting.
CREATE INDEX tollgate_ticket_open ON tollgate_ticket (lease_until) WHERE state = 'open';
CREATE INDEX tollgate_ticket_in_doubt ON tollgate_ticket ((tenant || ''), admitted_at) WHERE state = 'in_doubt';
CREATE INDEX tollgate_ticket_disputed ON tollgate_ticket ((tenant || ''), admitted_at) WHERE (flags & 2) <> 0;

-- Retention: a finished ticket is in one of the two, first for its outcome, then for itself.
CREATE INDEX tollgate_ticket_with_outcome ON tollgate_ticket (finished_at)
    WHERE finished_at IS NOT NULL AND outcome_type IS NOT NULL;
CREATE INDEX tollgate_ticket_without_outcome ON tollgate_ticket (finished_at)
    WHERE finished_at IS NOT NULL AND outcome_type IS NULL;

-- What a ticket's row no longer says: earlier attempts, reversals, doubts. The ordinary ticket has none.
CREATE TABLE tollgate_history (
    tenant text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    scenario text COLLATE "C" NOT NULL,
    business_no text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    event text NOT NULL,
    fence bigint NOT NULL,
    done_by text,
    reason text,
    id text,
    amount bigint,
    currency text,
    detail text,
    PRIMARY KEY (tenant, account, scenario, business_no, seq)
);

CREATE TABLE tollgate_audit (
    tenant text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    done_by text NOT NULL,
    action text NOT NULL,
    reason text,
    old_value text,
    new_value text,
    PRIMARY KEY (tenant, account, id)
);
