-- All objects that depend on the given addresses, directly or through other objects. The default of a column stands for
-- its table, the query of a view for the view, and an entry of a publication for the publication.
WITH RECURSIVE dependent(class, oid) AS (
  SELECT catalog::regclass::oid, oid FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS address(catalog, oid)
  UNION
  SELECT CASE WHEN a.oid IS NOT NULL OR w.oid IS NOT NULL THEN 'pg_class'::regclass
              WHEN p.oid IS NOT NULL THEN 'pg_publication'::regclass
              ELSE d.classid END::oid,
         coalesce(a.adrelid, w.ev_class, p.prpubid, d.objid)
    FROM dependent
    JOIN pg_depend d ON d.refclassid = dependent.class AND d.refobjid = dependent.oid AND d.deptype <> 'e'
    LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
    LEFT JOIN pg_publication_rel p ON d.classid = 'pg_publication_rel'::regclass AND p.oid = d.objid
)
SELECT (SELECT relname FROM pg_class WHERE pg_class.oid = dependent.class), oid FROM dependent
