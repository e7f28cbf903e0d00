-- The targets from which Lockstep was removed, or which got a new identity. Migrations on such a target up to a position can no
-- longer be rolled back.
CREATE TABLE target_reset (
    target   text        NOT NULL,
    -- The highest position of a migration at that time.
    position bigint      NOT NULL,
    -- UNINSTALL or REIDENTIFY.
    kind     text        NOT NULL,
    -- The number of the request about the target.
    request  int         NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (target, position)
);
