, found AS MATERIALIZED (
  SELECT typ.* FROM wanted JOIN typ ON typ.oid = wanted.oid
), acl AS (
  SELECT 'pg_type' AS catalog, oid, 'type ' || name AS object, typowner AS owner,
         coalesce(typacl, acldefault('T', typowner)) AS acl
    FROM found
)
SELECT 'pg_type', found.oid, 'type ' || found.name,
       concat_ws('; ',
         CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'c' THEN 'composite'
                      ELSE 'base' END,
         (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
            FROM pg_enum e WHERE e.enumtypid = found.oid),
         'over ' || CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) END,
         CASE WHEN typtype = 'd' AND typnotnull THEN 'not null' END,
         'collation ' || CASE WHEN typtype = 'd' AND typcollation <> 0 THEN typcollation::regcollation END,
         'of ' || (SELECT rngsubtype::regtype FROM pg_range WHERE rngtypid = found.oid))
       || coalesce(E'\nDEFAULT ' || CASE WHEN typtype = 'd' THEN coalesce(pg_get_expr(typdefaultbin, 0), typdefault) END, '')
  FROM found
UNION ALL
