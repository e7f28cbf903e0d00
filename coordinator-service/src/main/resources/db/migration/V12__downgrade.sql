-- Rollbacks of several migrations, newest first. While one is open, it holds the claims on its targets.
CREATE TABLE downgrade (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- Raised by every change of the row.
    version         bigint      NOT NULL,
    target          text        NOT NULL,
    -- Where it ends, as it was requested.
    boundary        text        NOT NULL,
    -- The newest migration on the target that is not rolled back; absent if all are.
    keeps           uuid        REFERENCES migration,
    include_others  boolean     NOT NULL,
    -- All targets of its migrations.
    targets         text[]      NOT NULL,
    reason          text        NOT NULL,
    requester       json        NOT NULL,
    requested_at    timestamptz NOT NULL,
    -- RUNNING, STOPPED, COMPLETED or CANCELLED.
    state           text        NOT NULL,
    -- Who has requested it, or who has resumed it last. Its rollbacks are requested in this name.
    actor           json        NOT NULL,
    -- Why it has stopped.
    finding         text,
    ended_at        timestamptz,
    -- Whose request it was, with which idempotency key.
    caller          text        NOT NULL,
    idempotency_key text,
    UNIQUE (caller, idempotency_key)
);
CREATE INDEX downgrade_open ON downgrade (id) WHERE state IN ('RUNNING', 'STOPPED');

CREATE TABLE downgrade_migration (
    downgrade         bigint  NOT NULL REFERENCES downgrade,
    -- The order in which they are rolled back, from 1.
    number            int     NOT NULL,
    migration_id      uuid    NOT NULL REFERENCES migration,
    -- Whether it has no step on the target of the downgrade.
    other             boolean NOT NULL,
    -- The version of the migration after its rollback was requested; absent before.
    requested_version bigint,
    -- Whether an operator has accepted that steps of the closed migration stay applied.
    leave_applied     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (downgrade, number)
);
CREATE INDEX downgrade_migration_by_migration ON downgrade_migration (migration_id);

-- A downgrade claims its targets in the name of the migration that it rolls back last, besides the claims of that migration.
ALTER TABLE target_claim ADD COLUMN downgrade bigint REFERENCES downgrade;
ALTER TABLE target_claim DROP CONSTRAINT target_claim_pkey;
CREATE UNIQUE INDEX target_claim_of_migration ON target_claim (target, migration_id) WHERE downgrade IS NULL;
CREATE UNIQUE INDEX target_claim_of_downgrade ON target_claim (target) WHERE downgrade IS NOT NULL;
