SELECT wanted.catalog, wanted.oid
  FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS wanted(catalog, oid)
  JOIN %1$s t ON %2$s = wanted.catalog AND %3$s = wanted.oid,
       LATERAL (SELECT age(CAST(:xid AS xid))::bigint AS age) AS own
 WHERE CASE WHEN age(t.xmin) <= own.age + :id - :horizon
            THEN NOT pg_visible_in_snapshot((:id + own.age - age(t.xmin))::text::xid8, CAST(:snapshot AS pg_snapshot))
            ELSE false END
