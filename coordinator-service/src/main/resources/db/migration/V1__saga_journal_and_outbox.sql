-- Blocks, so that one decision may number the dispatches of every step of a plan.
CREATE SEQUENCE dispatch_number INCREMENT BY 256;
CREATE SEQUENCE claim_position;

CREATE TABLE migration (
    id              uuid PRIMARY KEY,
    name            text        NOT NULL,
    labels          jsonb       NOT NULL,
    targets         text[]      NOT NULL,
    checksum        text        NOT NULL,
    -- json and not jsonb: digits and the order of keys are part of the plan.
    plan            json        NOT NULL,
    state           text        NOT NULL,
    version         bigint      NOT NULL DEFAULT 0,
    round           int         NOT NULL DEFAULT 1,
    outbox_sequence bigint      NOT NULL DEFAULT 0,
    event_sequence  bigint      NOT NULL DEFAULT 0,
    -- Its last place in the queue for its targets: a later one stands on top of an earlier one.
    position        bigint      NOT NULL,
    submitted_at    timestamptz NOT NULL,
    started_at      timestamptz,
    ended_at        timestamptz,
    purged_at       timestamptz
);
CREATE UNIQUE INDEX one_migration_of_a_name_stands ON migration (name)
    WHERE state NOT IN ('REJECTED', 'CANCELLED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR');
CREATE INDEX migration_by_position ON migration (position DESC);
CREATE INDEX migration_by_state ON migration (state, position DESC);
CREATE INDEX migration_by_labels ON migration USING gin (labels);
CREATE INDEX migration_by_targets ON migration USING gin (targets);

CREATE TABLE saga_event (
    migration_id uuid        NOT NULL REFERENCES migration,
    sequence     bigint      NOT NULL,
    type         text        NOT NULL,
    payload      json        NOT NULL,
    at           timestamptz NOT NULL,
    actor        text        NOT NULL,
    reason       text        NOT NULL,
    PRIMARY KEY (migration_id, sequence)
);

CREATE TABLE target_claim (
    target       text   NOT NULL,
    migration_id uuid   NOT NULL REFERENCES migration,
    position     bigint NOT NULL,
    PRIMARY KEY (target, migration_id)
);
CREATE INDEX target_claim_in_order ON target_claim (target, position);
CREATE INDEX target_claim_of_migration ON target_claim (migration_id);

CREATE TABLE dispatch (
    number       bigint PRIMARY KEY,
    migration_id uuid     NOT NULL REFERENCES migration,
    step         text     NOT NULL,
    target       text     NOT NULL,
    direction    text     NOT NULL,
    attempt      int      NOT NULL,
    identity     uuid,
    lease        interval NOT NULL,
    published_at timestamptz,
    lease_until  timestamptz,
    heard_at     timestamptz,
    settled_at   timestamptz,
    worker       text,
    done         bigint,
    total        bigint
);
CREATE INDEX dispatch_of_migration ON dispatch (migration_id, number);
CREATE INDEX dispatch_under_lease ON dispatch (lease_until) WHERE settled_at IS NULL;

CREATE TABLE deadline (
    migration_id uuid        NOT NULL REFERENCES migration,
    step         text        NOT NULL,
    due          timestamptz NOT NULL,
    PRIMARY KEY (migration_id, step)
);
CREATE INDEX deadline_by_due ON deadline (due);

CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration_id uuid        NOT NULL REFERENCES migration,
    sequence     bigint      NOT NULL,
    topic        text        NOT NULL,
    headers      json        NOT NULL,
    payload      text        NOT NULL,
    step         text,
    dispatch     bigint,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    parked_at    timestamptz,
    parked_because text,
    refused_at   timestamptz,
    UNIQUE (migration_id, sequence)
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
CREATE INDEX outbox_parked ON outbox (id) WHERE parked_at IS NOT NULL;

-- Whoever holds the lock of this row is the relay.
CREATE TABLE relay (single boolean PRIMARY KEY CHECK (single));
INSERT INTO relay VALUES (true);

CREATE TABLE target_registration (
    target         text        NOT NULL,
    worker         text        NOT NULL,
    kind           text        NOT NULL,
    identity       uuid,
    server_version text,
    operations     text[]      NOT NULL,
    heard_at       timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (target, worker, identity)
);

CREATE TABLE idempotency_key (
    key          text PRIMARY KEY,
    request_hash text        NOT NULL,
    migration_id uuid REFERENCES migration,
    status       int,
    etag         text,
    body         json,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
