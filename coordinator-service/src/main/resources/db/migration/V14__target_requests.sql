-- Requests to workers about a target that are not about a step of a plan. Their commands have dispatch numbers without rows in
-- dispatch, because no saga waits for their answers.
CREATE TABLE target_request (
    target       text        NOT NULL,
    -- From 1 within the target.
    number       int         NOT NULL,
    -- The type of the request as in its message.
    type         text        NOT NULL,
    -- The message, the same in every attempt.
    request      json        NOT NULL,
    -- Absent for requests that need none.
    reason       text,
    actor        json        NOT NULL,
    requested_at timestamptz NOT NULL,
    dispatch     bigint      NOT NULL UNIQUE,
    state        text        NOT NULL,
    -- The answer of the worker.
    report       json,
    -- The last failure.
    finding      text,
    answered_at  timestamptz,
    attempts     int         NOT NULL,
    -- Absent once no further attempt is made.
    next_attempt timestamptz,
    PRIMARY KEY (target, number)
);
CREATE INDEX target_request_by_type ON target_request (target, type, number DESC);
CREATE INDEX target_request_by_next_attempt ON target_request (next_attempt) WHERE next_attempt IS NOT NULL;

-- The types of the requests about the target that the worker can answer; none from older workers.
ALTER TABLE target_registration ADD COLUMN requests text[] NOT NULL DEFAULT '{}';

-- Targets on which nothing new starts, and the request that is the reason.
CREATE TABLE target_stop (
    target  text        NOT NULL,
    -- BASELINE: the request is under way. DRIFT: it has found differences that are not acknowledged.
    reason  text        NOT NULL,
    request int         NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (target, reason)
);
-- The same targets, in the row that a start reads under a lock.
ALTER TABLE freeze_state ADD COLUMN stopped_targets text[] NOT NULL DEFAULT '{}';

-- The differences of each target that were acknowledged last. They stop nothing again.
CREATE TABLE target_drift (
    target      text        PRIMARY KEY,
    -- The check that has found them.
    request     int         NOT NULL,
    -- The number of all differences, also of those that are not listed.
    found       int         NOT NULL,
    differences json        NOT NULL,
    actor       json        NOT NULL,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL
);
