-- When the next deadline of the plan of a migration passes. Without a row, no deadline can pass, or the migration is paused.
CREATE TABLE plan_deadline (
    migration_id uuid PRIMARY KEY REFERENCES migration,
    due          timestamptz NOT NULL
);
CREATE INDEX plan_deadline_by_due ON plan_deadline (due);
