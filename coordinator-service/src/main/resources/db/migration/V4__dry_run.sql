-- A dry run claims its targets like a migration, but it does not keep the name of its plan.
ALTER TABLE migration ADD COLUMN dry_run boolean NOT NULL DEFAULT false;
DROP INDEX migration_active_name;
CREATE UNIQUE INDEX migration_active_name ON migration (name)
    WHERE NOT dry_run AND state NOT IN ('REJECTED', 'CANCELLED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR');
-- Finds the newest dry run of a plan.
CREATE INDEX migration_dry_run ON migration (checksum, position DESC) WHERE dry_run;

-- When the dispatch was decided; absent for dispatches of older coordinators.
ALTER TABLE dispatch ADD COLUMN created_at timestamptz;
ALTER TABLE dispatch ALTER COLUMN created_at SET DEFAULT clock_timestamp();
