-- Requests to erase the values of one unit from the journal of a step. Their commands have dispatch numbers without rows in
-- dispatch, because no saga waits for their answers.
CREATE TABLE erasure (
    migration_id uuid        NOT NULL REFERENCES migration,
    -- From 1 within the migration.
    number       int         NOT NULL,
    step         text        NOT NULL,
    target       text        NOT NULL,
    unit         text        NOT NULL,
    reason       text        NOT NULL,
    actor        json        NOT NULL,
    requested_at timestamptz NOT NULL,
    dispatch     bigint      NOT NULL UNIQUE,
    state        text        NOT NULL,
    -- The number of changes that the worker has erased.
    erased       bigint,
    -- The last failure, or why nothing was erased.
    finding      text,
    answered_at  timestamptz,
    attempts     int         NOT NULL,
    -- Absent once no further attempt is made.
    next_attempt timestamptz,
    PRIMARY KEY (migration_id, number)
);
CREATE INDEX erasure_by_next_attempt ON erasure (next_attempt) WHERE next_attempt IS NOT NULL;
