-- Sessions of browsers. A session ends with the token that it was opened with.
CREATE TABLE browser_session (
    id         uuid        PRIMARY KEY,
    -- The SHA-256 of the text in the cookie. The text has 256 random bits, so it cannot be found from its hash.
    hash       text        NOT NULL UNIQUE,
    caller     text        NOT NULL,
    -- Absent for a token of the identity provider, whose actor and groups are kept instead.
    token      uuid        REFERENCES api_token,
    actor      json,
    groups     text[],
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK ((token IS NULL) = (actor IS NOT NULL AND groups IS NOT NULL))
);
CREATE INDEX ON browser_session (caller, created_at);
CREATE INDEX ON browser_session (expires_at);
