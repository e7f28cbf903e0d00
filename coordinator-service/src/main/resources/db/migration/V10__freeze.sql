-- The freezes. While one is open, nothing new starts.
CREATE TABLE migration_freeze (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- Raised by every change of the row.
    version         bigint      NOT NULL,
    reason          text        NOT NULL,
    actor           json        NOT NULL,
    opened_at       timestamptz NOT NULL,
    -- Absent if it lasts until it is broken.
    open_until      timestamptz,
    ended_at        timestamptz,
    -- The first request to break it, or the two that have ended it.
    break_requests  json        NOT NULL,
    -- Whose request has opened it, with which idempotency key.
    caller          text,
    idempotency_key text,
    UNIQUE (caller, idempotency_key)
);
CREATE UNIQUE INDEX migration_freeze_open ON migration_freeze ((true)) WHERE ended_at IS NULL;

-- One row, which exists also when no freeze is open: whatever starts holds a shared lock of it until its commit, and a freeze
-- changes it. So each start is either committed before the freeze opens, or sees it.
CREATE TABLE freeze_state (
    id          boolean PRIMARY KEY DEFAULT true CHECK (id),
    -- The freeze that was opened last, if it was not broken.
    open_freeze bigint REFERENCES migration_freeze,
    -- No freeze is open from this time on.
    open_until  timestamptz
);
INSERT INTO freeze_state DEFAULT VALUES;
