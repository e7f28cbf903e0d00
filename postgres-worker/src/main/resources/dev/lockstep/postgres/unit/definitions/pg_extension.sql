SELECT 'pg_extension', e.oid, 'extension ' || quote_ident(extname),
       concat_ws(' ', 'version', extversion, 'in', extnamespace::regnamespace, 'owner', quote_ident(pg_get_userbyid(extowner)))
  FROM wanted JOIN pg_extension e ON e.oid = wanted.oid
