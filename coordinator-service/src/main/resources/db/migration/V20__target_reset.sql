-- The targets from which Lockstep was removed, or which got a new identity. Migrations that were sent to such a target before can
-- no longer be rolled back.
CREATE TABLE target_reset (
    target   text        NOT NULL,
    -- The dispatch number of the request. Dispatches to the target with lower numbers were before it.
    dispatch bigint      NOT NULL,
    -- UNINSTALL or REIDENTIFY.
    kind     text        NOT NULL,
    -- The number of the request about the target.
    request  int         NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (target, dispatch)
);
