-- a comment; with a semicolon
CREATE TABLE tollgate_schema (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL);

CREATE TABLE first (a TEXT);
INSERT INTO first (a) VALUES
    ('one'),
    ('two; still two');
