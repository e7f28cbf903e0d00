-- The backups that workers have made before the first step of a migration, one of each target.
CREATE TABLE backup (
    migration_id uuid        NOT NULL REFERENCES migration,
    target       text        NOT NULL,
    -- The first step of the migration on the target.
    step         text        NOT NULL,
    -- The result as the worker reported it.
    result       json        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (migration_id, target)
);
CREATE INDEX backup_by_creation ON backup (created_at, migration_id, target);
