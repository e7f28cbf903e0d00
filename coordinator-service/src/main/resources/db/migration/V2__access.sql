-- An actor has a name, a kind and optionally somebody on whose behalf it acts. Earlier events have a name only.
ALTER TABLE saga_event ALTER COLUMN actor TYPE json USING to_json(actor);

CREATE TABLE api_token (
    id           uuid        PRIMARY KEY,
    -- The SHA-256 of the secret text. The text has 256 random bits, so it cannot be found from its hash.
    hash         text        NOT NULL UNIQUE,
    name         text        NOT NULL,
    kind         text        NOT NULL,
    grants       text[]      NOT NULL,
    created_at   timestamptz NOT NULL,
    created_by   json        NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

-- Each caller has its own idempotency keys.
ALTER TABLE idempotency_key ADD COLUMN caller text NOT NULL DEFAULT '', DROP CONSTRAINT idempotency_key_pkey,
    ADD PRIMARY KEY (caller, key);
ALTER TABLE idempotency_key ALTER COLUMN caller DROP DEFAULT;

CREATE TABLE audit_entry (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    entry    text   NOT NULL,
    -- The SHA-256 of the hash before it and of the text of the entry.
    hash     bytea  NOT NULL
);
-- The end of the chain. Each new entry locks its only row, so that all coordinators write one chain.
CREATE TABLE audit_head (
    single   boolean PRIMARY KEY CHECK (single),
    sequence bigint  NOT NULL,
    hash     bytea   NOT NULL
);
INSERT INTO audit_head VALUES (true, 0, sha256('lockstep audit trail'));
