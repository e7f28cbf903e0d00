-- Questions to endpoints, and notifications.
CREATE TABLE endpoint_call (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration_id    uuid        NOT NULL REFERENCES migration,
    -- From 1 within the migration; absent for a notification, which no saga awaits.
    number          int,
    endpoint        text        NOT NULL,
    purpose         text        NOT NULL,
    content         json        NOT NULL,
    state           text        NOT NULL DEFAULT 'OPEN',
    -- Whether the application stays in maintenance for this migration; only a request to enter can hold it there.
    holds           boolean     NOT NULL,
    attempts        int         NOT NULL DEFAULT 0,
    first_attempt   timestamptz,
    -- Absent once no further request is made.
    next_attempt    timestamptz,
    -- Until when a coordinator waits for an answer; absent while none does.
    in_flight_until timestamptz,
    -- The last answer, or why there is none.
    finding         text,
    ended_at        timestamptz,
    UNIQUE (migration_id, number)
);
CREATE INDEX endpoint_call_by_next_attempt ON endpoint_call (next_attempt) WHERE next_attempt IS NOT NULL;
CREATE INDEX endpoint_call_by_endpoint ON endpoint_call (endpoint) WHERE holds OR in_flight_until IS NOT NULL;
CREATE INDEX endpoint_call_open ON endpoint_call (migration_id) WHERE state = 'OPEN';
