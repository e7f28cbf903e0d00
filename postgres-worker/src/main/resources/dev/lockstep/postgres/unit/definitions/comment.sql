SELECT wanted.catalog, wanted.oid, format('comment on %s %s', identified.type, identified.identity), d.description
  FROM wanted JOIN pg_description d ON d.classoid = wanted.catalog::regclass AND d.objoid = wanted.oid,
       LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS identified
 WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass)
   AND identified.identity IS NOT NULL
   AND (identified.schema IS NULL OR identified.schema IN (SELECT nspname FROM user_schema))
   AND identified.identity <> 'lockstep_journal'
   AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = d.classoid AND m.objid = d.objoid)
