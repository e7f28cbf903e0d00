SELECT 'pg_extension', e.oid, 'extension ' || quote_ident(extname),
       concat_ws(' ', 'version', extversion, 'in', extnamespace::regnamespace)
  FROM wanted JOIN pg_extension e ON e.oid = wanted.oid
