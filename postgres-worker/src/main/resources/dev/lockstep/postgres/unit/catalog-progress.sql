-- Runs with the search_path of the session, in which temporary objects of the script come first.
SELECT c.relname, ins + upd AS added, upd + del AS removed,
       pg_catalog.pg_current_xact_id()::pg_catalog.text::bigint AS id, pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.current_setting('track_counts')::boolean AS is_counted
  FROM pg_catalog.pg_class c,
       LATERAL (SELECT pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS ins,
                       pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS upd,
                       pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS del) AS counted
 WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
   AND c.relname = ANY (CAST(:tables AS pg_catalog.name[]))
