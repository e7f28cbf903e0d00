-- When the migration ended, while its journals are in the targets and nobody has decided to purge them. Absent for a migration
-- that runs or that has changed nothing.
ALTER TABLE migration ADD COLUMN purgeable_since timestamptz;
UPDATE migration m SET purgeable_since =
    (SELECT e.at FROM saga_event e WHERE e.migration_id = m.id ORDER BY e.sequence DESC LIMIT 1)
WHERE m.state IN ('COMPLETED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR');
CREATE INDEX migration_purgeable ON migration (purgeable_since) WHERE purgeable_since IS NOT NULL;

-- The migrations whose journals are purged or are to be purged. With this row, a migration can no longer be rolled back.
CREATE TABLE purge (
    migration_id uuid        PRIMARY KEY REFERENCES migration,
    ended_at     timestamptz NOT NULL,
    decided_at   timestamptz NOT NULL,
    actor        json        NOT NULL,
    reason       text        NOT NULL,
    -- When the journals of all steps were removed.
    purged_at    timestamptz
);
CREATE INDEX purge_unfinished ON purge (ended_at) WHERE purged_at IS NULL;

-- The requests to workers to purge the journal of one step. Their commands have dispatch numbers without rows in dispatch,
-- because no saga waits for their answers.
CREATE TABLE step_purge (
    migration_id uuid        NOT NULL REFERENCES purge,
    -- From 1 within the migration.
    number       int         NOT NULL,
    step         text        NOT NULL,
    target       text        NOT NULL,
    -- The last dispatch of the migration on the target.
    fence        bigint      NOT NULL,
    dispatch     bigint      NOT NULL UNIQUE,
    -- WAITING, REQUESTED (its command was sent, or will be at once) or PURGED.
    state        text        NOT NULL,
    -- The time before which a waiting request is not sent.
    due          timestamptz NOT NULL,
    rows         bigint,
    bytes        bigint,
    -- The last failure.
    finding      text,
    answered_at  timestamptz,
    attempts     int         NOT NULL,
    -- How often all attempts have failed.
    failures     int         NOT NULL,
    -- Absent while no command is sent.
    next_attempt timestamptz,
    PRIMARY KEY (migration_id, number)
);
CREATE INDEX step_purge_by_next_attempt ON step_purge (next_attempt) WHERE next_attempt IS NOT NULL;
CREATE INDEX step_purge_waiting ON step_purge (target, due) WHERE state = 'WAITING';
-- At most one command per target is under way.
CREATE UNIQUE INDEX step_purge_requested ON step_purge (target) WHERE state = 'REQUESTED';
