, acl AS (
  SELECT 'pg_foreign_server' AS catalog, s.oid, 'foreign server ' || quote_ident(srvname) AS object, srvowner AS owner,
         coalesce(srvacl, acldefault('S', srvowner)) AS acl
    FROM wanted JOIN pg_foreign_server s ON s.oid = wanted.oid
)
SELECT 'pg_foreign_server', s.oid, format('foreign server %I', srvname),
       concat_ws('; ', (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper w WHERE w.oid = srvfdw), srvtype, srvversion,
                 md5(srvoptions::text))
  FROM wanted JOIN pg_foreign_server s ON s.oid = wanted.oid
UNION ALL
