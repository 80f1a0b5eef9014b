-- The tables of Tollgate. Times are milliseconds since 1970 (UTC), amounts are minor units of the currency.
-- Names are compared byte for byte (utf8mb4_nopad_bin: case, accents and trailing spaces differ).
-- A statement that defines a table commits by itself, so every one can be repeated.

CREATE TABLE IF NOT EXISTS tollgate_schema (
    version INT NOT NULL PRIMARY KEY,
    checksum VARCHAR(64) NOT NULL,
    applied_at BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

-- The aggregate root: whatever moves the usage, the limits or the status of an account raises its version.
CREATE TABLE IF NOT EXISTS tollgate_account (
    tenant VARCHAR(32) NOT NULL,
    account VARCHAR(128) NOT NULL,
    version BIGINT NOT NULL,
    last_batch VARCHAR(128) NOT NULL,
    last_time BIGINT NOT NULL,
    status VARCHAR(16) NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    config MEDIUMTEXT NOT NULL,
    config_version BIGINT NOT NULL,
    total_starts MEDIUMTEXT,
    retired MEDIUMTEXT,
    opened_at BIGINT NOT NULL,
    opened_by VARCHAR(128) NOT NULL,
    modified_at BIGINT,
    modified_by VARCHAR(128),
    suspended_at BIGINT,
    suspended_by VARCHAR(128),
    closed_at BIGINT,
    closed_by VARCHAR(128),
    reason MEDIUMTEXT,
    PRIMARY KEY (tenant, account)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

-- What a window of a limit has consumed: "purged" of "used" belongs to tickets that are gone.
CREATE TABLE IF NOT EXISTS tollgate_usage (
    tenant VARCHAR(32) NOT NULL,
    account VARCHAR(128) NOT NULL,
    window_start BIGINT NOT NULL,
    limit_name VARCHAR(64) NOT NULL,
    used BIGINT NOT NULL,
    purged BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, window_start, limit_name),
    CHECK (used >= purged AND purged >= 0)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

-- One row per operation, in its current attempt; it is the reservation as well.
-- Flags: 1 late, 2 disputed, 4 released by a lapse, 8 resolved, 16 outcome dropped.
-- The key begins with the business number, so that an operator finds an order by its number without one more index.
-- An index ends with the rest of the key anyway: spelled out in the order of the listings, no listing is sorted.
-- An index holds every row, so one index serves all that wait: "phase" is 0 open, 1 in doubt, 2 finished with an outcome, 3 finished
-- without one, and 4 more when disputed; "phase_at" is the end of the lease, the admission, or the end.
CREATE TABLE IF NOT EXISTS tollgate_ticket (
    tenant VARCHAR(32) NOT NULL,
    account VARCHAR(128) NOT NULL,
    scenario VARCHAR(64) NOT NULL,
    business_no VARCHAR(128) NOT NULL,
    revision BIGINT NOT NULL,
    fence INT NOT NULL,
    request_id VARCHAR(128) NOT NULL,
    operator VARCHAR(128) NOT NULL,
    state VARCHAR(16) NOT NULL CHECK (state IN ('open', 'in_doubt', 'succeeded', 'failed', 'released')),
    amount BIGINT,
    currency VARCHAR(3),
    reversed BIGINT NOT NULL,
    fingerprint VARCHAR(128),
    admitted_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    renewed_at BIGINT,
    finished_at BIGINT,
    on_lapse VARCHAR(16) NOT NULL CHECK (on_lapse IN ('hold', 'release')),
    flags INT NOT NULL,
    outcome_type TEXT,
    outcome MEDIUMBLOB,
    reason MEDIUMTEXT,
    attributes MEDIUMTEXT,
    windows MEDIUMTEXT,
    history INT NOT NULL,
    phase TINYINT AS (
        CASE state WHEN 'open' THEN 0 WHEN 'in_doubt' THEN 1 ELSE IF(outcome_type IS NULL, 3, 2) END
        + IF((flags & 2) <> 0, 4, 0)) PERSISTENT,
    phase_at BIGINT AS (
        CASE state WHEN 'open' THEN lease_until WHEN 'in_doubt' THEN admitted_at ELSE finished_at END) PERSISTENT,
    PRIMARY KEY (tenant, business_no, account, scenario),
    KEY tollgate_ticket_by_admission (tenant, admitted_at, account, scenario, business_no),
    KEY tollgate_ticket_by_account (tenant, account, admitted_at, scenario, business_no),
    KEY tollgate_ticket_by_phase (phase, phase_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

-- What a ticket's row no longer says: earlier attempts, reversals, doubts. The ordinary ticket has none.
CREATE TABLE IF NOT EXISTS tollgate_history (
    tenant VARCHAR(32) NOT NULL,
    account VARCHAR(128) NOT NULL,
    scenario VARCHAR(64) NOT NULL,
    business_no VARCHAR(128) NOT NULL,
    seq INT NOT NULL,
    at BIGINT NOT NULL,
    event VARCHAR(16) NOT NULL,
    fence INT NOT NULL,
    done_by VARCHAR(128),
    reason MEDIUMTEXT,
    id VARCHAR(128),
    amount BIGINT,
    currency VARCHAR(3),
    detail MEDIUMTEXT,
    PRIMARY KEY (tenant, account, scenario, business_no, seq)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS tollgate_audit (
    tenant VARCHAR(32) NOT NULL,
    account VARCHAR(128) NOT NULL,
    id VARCHAR(255) NOT NULL,
    at BIGINT NOT NULL,
    done_by VARCHAR(128) NOT NULL,
    action VARCHAR(64) NOT NULL,
    reason MEDIUMTEXT,
    old_value MEDIUMTEXT,
    new_value MEDIUMTEXT,
    PRIMARY KEY (tenant, account, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
