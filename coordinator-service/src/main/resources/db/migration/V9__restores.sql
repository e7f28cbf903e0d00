-- Requests to restore a backup. Their commands have dispatch numbers without rows in dispatch, because no saga waits for their
-- answers. While one is under way, it holds the claim on its target in the name of the migration.
CREATE TABLE restore (
    migration_id uuid        NOT NULL REFERENCES migration,
    -- From 1 within the migration.
    number       int         NOT NULL,
    target       text        NOT NULL,
    dry_run      boolean     NOT NULL,
    reason       text        NOT NULL,
    actor        json        NOT NULL,
    requested_at timestamptz NOT NULL,
    dispatch     bigint      NOT NULL UNIQUE,
    state        text        NOT NULL,
    -- What the worker has restored, or would restore.
    result       json,
    -- The last failure.
    finding      text,
    answered_at  timestamptz,
    attempts     int         NOT NULL,
    -- Absent once no further attempt is made.
    next_attempt timestamptz,
    PRIMARY KEY (migration_id, number)
);
CREATE INDEX restore_by_next_attempt ON restore (next_attempt) WHERE next_attempt IS NOT NULL;
