-- Common tables of the queries in this folder. Each query returns one row per catalog object with the catalog and OID of
-- its address, its name and its definition. A definition contains names, but no OIDs or attribute numbers, so the same
-- DDL always has the same definition. If a definition contains SQL text that the server prints from a parsed form, that
-- text starts on the second line. The journal's schema, the schema history table (:history) and members of extensions
-- are omitted. Columns that do not exist on older servers are read in subselects. On those servers their names resolve to
-- the columns of missing_column, which are null or empty.
WITH wanted AS NOT MATERIALIZED (
  SELECT catalog, oid FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS address(catalog, oid)
), missing_column AS NOT MATERIALIZED (
  SELECT ''::"char" AS attcompression, NULL::int2vector AS prattrs, NULL::pg_node_tree AS prqual
), user_schema AS NOT MATERIALIZED (
  SELECT * FROM pg_namespace
   WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'lockstep_journal')
), extension_member AS NOT MATERIALIZED (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), rel AS NOT MATERIALIZED (
  SELECT c.*, format('%I.%I', s.nspname, c.relname) AS name
    FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace
   WHERE c.oid IS DISTINCT FROM to_regclass(:history)
     AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
), typ AS NOT MATERIALIZED (
  SELECT t.*, format('%I.%I', s.nspname, t.typname) AS name
    FROM pg_type t JOIN user_schema s ON s.oid = t.typnamespace
   WHERE NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
     AND (t.typtype IN ('e', 'd', 'r')
          OR (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid))
          OR (t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')))
)
