-- The version of each object changes if one of its rows is added, deleted or replaced. VACUUM FULL changes it too, which
-- does no harm. The placeholder stands for the rows of all system tables that are read.
WITH wanted AS MATERIALIZED (
  SELECT catalog, oid, catalog::regclass::oid AS class
    FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS address(catalog, oid)
)
SELECT catalog, oid, md5(string_agg(version, ' ' ORDER BY version))
  FROM (%s) AS found
 GROUP BY catalog, oid
