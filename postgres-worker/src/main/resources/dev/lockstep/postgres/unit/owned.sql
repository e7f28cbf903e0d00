-- The given objects and all that belongs to them: the indexes, constraints, triggers, rules, policies, statistics and
-- sequences of a table, and its partitions.
WITH RECURSIVE owned(class, oid) AS (
  SELECT catalog::regclass::oid, oid FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS address(catalog, oid)
  UNION
  SELECT CASE WHEN a.oid IS NOT NULL OR w.oid IS NOT NULL THEN 'pg_class'::regclass ELSE d.classid END::oid,
         coalesce(a.adrelid, w.ev_class, d.objid)
    FROM owned
    JOIN pg_depend d ON d.refclassid = owned.class AND d.refobjid = owned.oid AND d.deptype IN ('a', 'i', 'S')
    LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
)
SELECT (SELECT relname FROM pg_class WHERE pg_class.oid = owned.class), oid FROM owned
