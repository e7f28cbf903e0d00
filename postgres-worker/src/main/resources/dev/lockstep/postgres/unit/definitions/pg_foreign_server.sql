SELECT 'pg_foreign_server', s.oid, format('foreign server %I', srvname),
       concat_ws('; ', (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper w WHERE w.oid = srvfdw), srvtype, srvversion,
                 md5(srvoptions::text))
  FROM wanted JOIN pg_foreign_server s ON s.oid = wanted.oid
