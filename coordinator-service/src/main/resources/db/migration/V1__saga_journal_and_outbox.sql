-- Each command reserves 256 numbers, so that it can dispatch every step of a plan.
CREATE SEQUENCE dispatch_number INCREMENT BY 256;
CREATE SEQUENCE claim_position;

CREATE TABLE migration (
    id             uuid PRIMARY KEY,
    name           text   NOT NULL,
    labels         jsonb  NOT NULL,
    targets        text[] NOT NULL,
    checksum       text   NOT NULL,
    -- json keeps the notation of numbers and the order of keys, which are part of the plan; jsonb does not.
    plan           json   NOT NULL,
    state          text   NOT NULL,
    version        bigint NOT NULL DEFAULT 0,
    -- The sequence number of the last public event of the migration.
    event_sequence bigint NOT NULL DEFAULT 0,
    -- The position in the queue. Migrations change a target in the order of their positions.
    position       bigint NOT NULL
);
CREATE UNIQUE INDEX migration_active_name ON migration (name)
    WHERE state NOT IN ('REJECTED', 'CANCELLED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR');
CREATE UNIQUE INDEX migration_by_position ON migration (position DESC);
CREATE INDEX migration_by_state ON migration (state, position DESC);
CREATE INDEX migration_by_name ON migration (name, position DESC);

-- The targets and labels of each migration, so that lists are read in the order of positions and end at their limit.
CREATE TABLE migration_target (
    target   text   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (target, position)
);
-- An entry of a B-tree has at most 2,704 bytes. A label has two texts of at most 128 characters.
CREATE TABLE migration_label (
    key      text   NOT NULL,
    value    text   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (key, value, position)
);

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
CREATE INDEX target_claim_by_position ON target_claim (target, position);
CREATE INDEX target_claim_by_migration ON target_claim (migration_id);

CREATE TABLE dispatch (
    number         bigint PRIMARY KEY,
    migration_id   uuid     NOT NULL REFERENCES migration,
    step           text     NOT NULL,
    target         text     NOT NULL,
    direction      text     NOT NULL,
    lease          interval NOT NULL,
    -- Absent until the command is published.
    lease_until    timestamptz,
    settled_at     timestamptz,
    done           bigint,
    total          bigint,
    -- The time of the last progress, or of the publication before the first one.
    progress_at    timestamptz,
    -- Units per second over the last reports.
    rate           double precision
);
CREATE INDEX dispatch_by_migration ON dispatch (migration_id, number);
CREATE INDEX dispatch_by_lease ON dispatch (lease_until) WHERE settled_at IS NULL;

CREATE TABLE retry (
    migration_id uuid        NOT NULL REFERENCES migration,
    step         text        NOT NULL,
    due          timestamptz NOT NULL,
    PRIMARY KEY (migration_id, step)
);
CREATE INDEX retry_by_due ON retry (due);

CREATE TABLE outbox (
    -- Within a migration the ids grow in the order of its events.
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration_id  uuid        NOT NULL REFERENCES migration,
    topic         text        NOT NULL,
    headers       json        NOT NULL,
    payload       text        NOT NULL,
    -- Both are set for commands and absent for public events.
    step          text,
    dispatch      bigint,
    -- The sequence of a public event in its migration; absent for commands.
    sequence      bigint,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Set when Kafka has rejected the message permanently. A message that Kafka has stored is deleted here.
    parked_at     timestamptz,
    parked_reason text,
    -- Set when the saga knows that its dispatch is parked.
    reported_at   timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE parked_at IS NULL;
CREATE INDEX outbox_public_events ON outbox (migration_id) WHERE sequence IS NOT NULL;
CREATE INDEX outbox_parked ON outbox (id) WHERE parked_at IS NOT NULL;

-- The coordinator that has locked the only row of this table runs the relay.
CREATE TABLE relay (single boolean PRIMARY KEY CHECK (single));
INSERT INTO relay VALUES (true);

-- Registrations are kept in memory. They are stored for a start without Kafka.
CREATE TABLE worker (
    name    text PRIMARY KEY,
    -- The time of the last message of the worker, saved once per minute.
    seen_at timestamptz NOT NULL
);

CREATE TABLE target_registration (
    target         text   NOT NULL,
    worker         text   NOT NULL,
    kind           text   NOT NULL,
    -- Absent if the worker did not reach the store.
    identity       uuid,
    server_version text,
    operations     text[] NOT NULL,
    PRIMARY KEY (target, worker)
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
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);
