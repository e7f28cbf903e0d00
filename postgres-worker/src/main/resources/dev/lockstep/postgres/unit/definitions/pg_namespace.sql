, found AS MATERIALIZED (
  SELECT user_schema.* FROM wanted JOIN user_schema ON user_schema.oid = wanted.oid
), acl AS (
  SELECT 'pg_namespace' AS catalog, oid, 'schema ' || quote_ident(nspname) AS object, nspowner AS owner,
         coalesce(nspacl, acldefault('n', nspowner)) AS acl
    FROM found
)
SELECT 'pg_namespace', found.oid, 'schema ' || quote_ident(nspname), 'exists' FROM found
UNION ALL
