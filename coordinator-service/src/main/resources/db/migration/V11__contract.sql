-- The completed migration whose contract steps this one applies; absent if it applies none.
ALTER TABLE migration ADD COLUMN expand uuid REFERENCES migration;

-- The contracts whose checks are asked.
CREATE TABLE contract_wait (
    migration_id uuid PRIMARY KEY REFERENCES migration,
    -- When the checks are asked next.
    due          timestamptz NOT NULL,
    -- The number of the current questions. Answers to earlier ones do not count.
    round        int         NOT NULL,
    -- Doublings of the time between two rounds.
    backoff      int         NOT NULL
);
CREATE INDEX contract_wait_by_due ON contract_wait (due);

-- The last question to each target of a contract, and the last answer. The commands have dispatch numbers without rows in
-- dispatch, because no saga waits for their answers.
CREATE TABLE contract_check (
    migration_id   uuid   NOT NULL REFERENCES contract_wait ON DELETE CASCADE,
    target         text   NOT NULL,
    dispatch       bigint NOT NULL UNIQUE,
    round          int    NOT NULL,
    -- The round of the last answer; absent before the first one.
    answered_round int,
    answered_at    timestamptz,
    -- The results of the checks, as the worker has reported them; absent if they could not run.
    results        json,
    -- Why the checks could not run.
    failure        text,
    PRIMARY KEY (migration_id, target)
);
