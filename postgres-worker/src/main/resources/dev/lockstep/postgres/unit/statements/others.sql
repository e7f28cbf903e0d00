, typ_wanted AS MATERIALIZED (
  SELECT typ.*, 'type ' || typ.name AS object FROM wanted JOIN typ ON typ.oid = wanted.oid WHERE wanted.catalog = 'pg_type'
), fun AS MATERIALIZED (
  SELECT p.*, format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
    FROM wanted JOIN pg_proc p ON p.oid = wanted.oid JOIN user_schema s ON s.oid = p.pronamespace
   WHERE wanted.catalog = 'pg_proc' AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
), acl(catalog, oid, object, owner_of, grant_on, columns, owner, acl) AS MATERIALIZED (
  SELECT 'pg_class', rel.oid, CASE relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || name,
         CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END || name,
         CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || name, NULL, relowner,
         coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM wanted JOIN rel ON rel.oid = wanted.oid WHERE wanted.catalog = 'pg_class' AND relkind IN ('r', 'p', 'v', 'm', 'S')
  UNION ALL
  SELECT 'pg_class', rel.oid, format('column %s.%I', rel.name, a.attname), NULL, 'TABLE ' || rel.name,
         format(' (%I)', a.attname), relowner, a.attacl
    FROM wanted JOIN rel ON rel.oid = wanted.oid JOIN pg_attribute a ON a.attrelid = rel.oid
   WHERE wanted.catalog = 'pg_class' AND a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL
  UNION ALL
  SELECT 'pg_proc', oid, 'routine ' || name, 'ROUTINE ' || name, 'ROUTINE ' || name, NULL, proowner,
         coalesce(proacl, acldefault('f', proowner))
    FROM fun WHERE prokind <> 'a'
  UNION ALL
  SELECT 'pg_type', oid, object, 'TYPE ' || name, 'TYPE ' || name, NULL, typowner, coalesce(typacl, acldefault('T', typowner))
    FROM typ_wanted
  UNION ALL
  SELECT 'pg_namespace', n.oid, 'schema ' || quote_ident(nspname), 'SCHEMA ' || quote_ident(nspname), 'SCHEMA ' || quote_ident(nspname),
         NULL, nspowner, coalesce(nspacl, acldefault('n', nspowner))
    FROM wanted JOIN user_schema n ON n.oid = wanted.oid WHERE wanted.catalog = 'pg_namespace'
), described AS MATERIALIZED (
  SELECT wanted.catalog, wanted.oid, format('comment on %s %s', i.type, i.identity) AS object, d.description,
         CASE i.type
           WHEN 'table column' THEN 'COLUMN' WHEN 'view column' THEN 'COLUMN' WHEN 'materialized view column' THEN 'COLUMN'
           WHEN 'composite type column' THEN 'COLUMN' WHEN 'table constraint' THEN 'CONSTRAINT'
           WHEN 'statistics object' THEN 'STATISTICS' WHEN 'composite type' THEN 'TYPE'
           ELSE upper(i.type) END || ' ' || i.identity AS described
    FROM wanted JOIN pg_description d ON d.classoid = wanted.catalog::regclass AND d.objoid = wanted.oid,
         LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
)
SELECT 'pg_namespace', n.oid, 'schema ' || quote_ident(nspname), v.action, 1, format(v.statement, nspname)
  FROM wanted JOIN user_schema n ON n.oid = wanted.oid,
       (VALUES ('create', 'CREATE SCHEMA %I'), ('drop', 'DROP SCHEMA IF EXISTS %I')) AS v(action, statement)
 WHERE wanted.catalog = 'pg_namespace'
UNION ALL
SELECT 'pg_extension', e.oid, 'extension ' || quote_ident(extname), 'drop', 1, format('DROP EXTENSION IF EXISTS %I', extname)
  FROM wanted JOIN pg_extension e ON e.oid = wanted.oid WHERE wanted.catalog = 'pg_extension'
UNION ALL
SELECT 'pg_type', oid, object, 'create', 1,
       CASE typtype
         WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s)', name,
           (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = typ_wanted.oid))
         WHEN 'd' THEN concat(format('CREATE DOMAIN %s AS %s', name, format_type(typbasetype, typtypmod)),
           ' COLLATE ' || CASE WHEN typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = typ_wanted.typbasetype)
                               THEN typcollation::regcollation END,
           ' DEFAULT ' || coalesce(pg_get_expr(typdefaultbin, 0), typdefault),
           CASE WHEN typnotnull
                THEN coalesce((SELECT format(' CONSTRAINT %I', conname) FROM pg_constraint
                                WHERE contypid = typ_wanted.oid AND contype = 'n'), '') || ' NOT NULL' END)
         WHEN 'r' THEN format('CREATE TYPE %s AS RANGE (SUBTYPE = %s)', name, (SELECT rngsubtype::regtype FROM pg_range WHERE rngtypid = typ_wanted.oid))
         ELSE format('CREATE TYPE %s AS (%s)', name,
           (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
              FROM pg_attribute a WHERE a.attrelid = typ_wanted.typrelid AND a.attnum > 0 AND NOT a.attisdropped)) END
  FROM typ_wanted WHERE typtype IN ('e', 'd', 'r', 'c')
UNION ALL
SELECT 'pg_type', oid, object, 'drop', 1,
       format('DROP %s IF EXISTS %s CASCADE', CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, name)
  FROM typ_wanted WHERE typtype IN ('e', 'd', 'r', 'c')
UNION ALL
SELECT 'pg_constraint', c.oid, format('constraint %I on %s', c.conname, typ.name), v.action, 1, v.statement
  FROM wanted JOIN pg_constraint c ON c.oid = wanted.oid JOIN typ ON typ.oid = c.contypid,
       LATERAL (VALUES
         ('create', format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', typ.name, c.conname, pg_get_constraintdef(c.oid))),
         ('drop', format('ALTER DOMAIN %s DROP CONSTRAINT IF EXISTS %I', typ.name, c.conname))) AS v(action, statement)
 WHERE wanted.catalog = 'pg_constraint'
UNION ALL
SELECT 'pg_proc', oid, 'routine ' || name, v.action, 1, v.statement
  FROM fun, LATERAL (VALUES
         ('create', pg_get_functiondef(fun.oid)), ('align', pg_get_functiondef(fun.oid)),
         ('drop', format('DROP ROUTINE IF EXISTS %s CASCADE', name))) AS v(action, statement)
 WHERE prokind <> 'a'
UNION ALL
SELECT catalog, oid, 'privileges on ' || object, 'align', 0, format('ALTER %s OWNER TO %I', owner_of, pg_get_userbyid(owner))
  FROM acl WHERE owner_of IS NOT NULL
UNION ALL
SELECT catalog, oid, 'privileges on ' || object, action, x.number::int,
       format('GRANT %s%s ON %s TO %s%s', x.privilege_type, columns, grant_on,
              CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
              CASE WHEN x.is_grantable AND x.grantee <> owner THEN ' WITH GRANT OPTION' END)
  FROM acl, LATERAL (SELECT e.*, row_number() OVER () AS number FROM aclexplode(acl) AS e) AS x,
       (VALUES ('create'), ('align')) AS for_action(action)
 WHERE action = 'align' OR columns IS NOT NULL
UNION ALL
SELECT DISTINCT catalog, oid, 'privileges on ' || object, action, 1,
       format('REVOKE ALL%s ON %s FROM %s', columns, grant_on,
              CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END)
  FROM acl, LATERAL aclexplode(acl) AS x, (VALUES ('reset'), ('drop')) AS for_action(action)
 WHERE action = 'reset' OR columns IS NOT NULL
UNION ALL
SELECT catalog, oid, object, action, 1, format('COMMENT ON %s IS %s', described, quote_nullable(text))
  FROM described, LATERAL (VALUES ('create', description), ('align', description), ('drop', NULL)) AS v(action, text)
