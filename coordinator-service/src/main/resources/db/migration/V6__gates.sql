-- The next time limit of a gate of a migration that has not started.
CREATE TABLE gate_check (
    migration_id uuid PRIMARY KEY REFERENCES migration,
    due          timestamptz NOT NULL
);
CREATE INDEX gate_check_by_due ON gate_check (due);
