SELECT %2$s::text AS catalog, (%3$s)::oid AS oid, '%1$s ' || %4$s AS content, '%1$s ' || %5$s AS naming,
       t.%6$s <> CAST(:xid AS xid) AS has_other_id
  FROM %1$s t, LATERAL (SELECT age(CAST(:xid AS xid))::bigint AS age) AS own
 WHERE %7$s
   AND CASE WHEN age(t.%6$s) <= (SELECT age(CAST(:xid AS xid)))
                 AND age(t.%6$s) > (SELECT age(CAST(:xid AS xid))) - (SELECT span FROM ids)
            THEN t.%6$s NOT IN (SELECT id FROM of_other_session)
                 AND pg_xact_status((:id + own.age - age(t.%6$s))::text::xid8) = 'in progress'
            ELSE false END
