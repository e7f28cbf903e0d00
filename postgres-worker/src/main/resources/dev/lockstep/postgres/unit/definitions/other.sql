, found AS MATERIALIZED (
  SELECT wanted.catalog, wanted.oid, format('%s %s', identified.type, identified.identity) AS object
    FROM wanted, LATERAL pg_identify_object(wanted.catalog::regclass, wanted.oid, 0) AS identified
   WHERE wanted.oid >= 16384
     AND identified.identity IS NOT NULL
     AND identified.schema IS DISTINCT FROM 'lockstep_journal'
     AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = wanted.catalog::regclass AND m.objid = wanted.oid)
), acl AS (
  SELECT found.*, owned.*
    FROM found, LATERAL (
      SELECT oprowner, NULL::aclitem[] FROM pg_operator o WHERE catalog = 'pg_operator' AND o.oid = found.oid
      UNION ALL SELECT opcowner, NULL FROM pg_opclass o WHERE catalog = 'pg_opclass' AND o.oid = found.oid
      UNION ALL SELECT opfowner, NULL FROM pg_opfamily o WHERE catalog = 'pg_opfamily' AND o.oid = found.oid
      UNION ALL SELECT collowner, NULL FROM pg_collation o WHERE catalog = 'pg_collation' AND o.oid = found.oid
      UNION ALL SELECT conowner, NULL FROM pg_conversion o WHERE catalog = 'pg_conversion' AND o.oid = found.oid
      UNION ALL SELECT cfgowner, NULL FROM pg_ts_config o WHERE catalog = 'pg_ts_config' AND o.oid = found.oid
      UNION ALL SELECT dictowner, NULL FROM pg_ts_dict o WHERE catalog = 'pg_ts_dict' AND o.oid = found.oid
      UNION ALL SELECT lanowner, coalesce(lanacl, acldefault('l', lanowner))
                  FROM pg_language o WHERE catalog = 'pg_language' AND o.oid = found.oid
      UNION ALL SELECT fdwowner, coalesce(fdwacl, acldefault('F', fdwowner))
                  FROM pg_foreign_data_wrapper o WHERE catalog = 'pg_foreign_data_wrapper' AND o.oid = found.oid
    ) AS owned(owner, acl)
)
SELECT found.catalog, found.oid, found.object,
       concat_ws('; ', 'exists',
         (SELECT concat_ws('; ', oprcode::regprocedure, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin,
                           oprcanmerge, oprcanhash)
            FROM pg_operator WHERE found.catalog = 'pg_operator' AND pg_operator.oid = found.oid),
         (SELECT concat_ws('; ', castfunc::regprocedure, castcontext, castmethod)
            FROM pg_cast WHERE found.catalog = 'pg_cast' AND pg_cast.oid = found.oid),
         (SELECT concat_ws('; ', collprovider, collcollate, collctype, collisdeterministic)
            FROM pg_collation WHERE found.catalog = 'pg_collation' AND pg_collation.oid = found.oid),
         (SELECT string_agg(format('%s to %s', maptokentype, mapdict::regdictionary), ', ' ORDER BY maptokentype, mapseqno)
            FROM pg_ts_config_map WHERE found.catalog = 'pg_ts_config' AND mapcfg = found.oid),
         (SELECT dictinitoption FROM pg_ts_dict WHERE found.catalog = 'pg_ts_dict' AND pg_ts_dict.oid = found.oid))
  FROM found
UNION ALL
