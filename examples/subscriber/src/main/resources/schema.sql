CREATE TABLE IF NOT EXISTS migrations (
    migration uuid PRIMARY KEY,
    plan text NOT NULL,
    state text NOT NULL,
    round integer NOT NULL,
    events bigint NOT NULL,
    conflicts bigint NOT NULL
);
