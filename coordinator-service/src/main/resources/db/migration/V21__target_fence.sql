-- The highest dispatch number that each target has reported as accepted, by which a target is recognised that has lost writes.
CREATE TABLE target_fence (
    target   text   PRIMARY KEY,
    -- The database that has reported it. The fence of another one under the same name says nothing.
    identity uuid   NOT NULL,
    dispatch bigint NOT NULL
);
