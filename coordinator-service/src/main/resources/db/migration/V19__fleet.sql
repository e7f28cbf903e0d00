-- Runs of one plan over a group of targets, in waves. A fleet has no claims: each migration claims its own target.
CREATE TABLE fleet (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- Raised by every change of the row.
    version         bigint      NOT NULL,
    -- Name, checksum and text of the plan, which names the group.
    name            text        NOT NULL,
    checksum        text        NOT NULL,
    plan            json        NOT NULL,
    environment     text        NOT NULL,
    requester       json        NOT NULL,
    requested_at    timestamptz NOT NULL,
    -- RUNNING, WAITING, STOPPING, STOPPED, ROLLING_BACK, COMPLETED, WAVE_ROLLED_BACK or ROLLED_BACK.
    state           text        NOT NULL,
    -- The wave that runs, or that has run last, from 1.
    wave            int         NOT NULL,
    -- What is rolled back: WAVE or ALL; absent if nothing.
    rollback        text,
    -- Who has submitted it, or who has acted on it last. Its migrations and rollbacks are requested in this name.
    actor           json        NOT NULL,
    -- Why: the reason of the last action.
    reason          text,
    -- Why it has stopped.
    finding         text,
    -- Why it could not be continued at the last attempt.
    problem         text,
    ended_at        timestamptz,
    -- Whose request it was, with which idempotency key.
    caller          text        NOT NULL,
    idempotency_key text,
    UNIQUE (caller, idempotency_key)
);
CREATE UNIQUE INDEX fleet_open_name ON fleet (name) WHERE state IN ('RUNNING', 'WAITING', 'STOPPING', 'ROLLING_BACK');
CREATE INDEX fleet_by_checksum ON fleet (checksum, id);

CREATE TABLE fleet_member (
    fleet              bigint  NOT NULL REFERENCES fleet,
    -- Its place in the group, from 1.
    number             int     NOT NULL,
    target             text    NOT NULL,
    wave               int     NOT NULL,
    -- Absent before it is submitted.
    migration_id       uuid    REFERENCES migration,
    -- Whether the migration is not of this fleet, but of an earlier one with the same plan.
    adopted            boolean NOT NULL DEFAULT false,
    rollback_requested boolean NOT NULL DEFAULT false,
    -- Why it cannot be rolled back.
    finding            text,
    PRIMARY KEY (fleet, number)
);
