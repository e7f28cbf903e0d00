SELECT wanted.catalog, wanted.oid, format('%s %s', identified.type, identified.identity),
       concat_ws('; ', 'exists',
         (SELECT concat_ws('; ', oprcode::regprocedure, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin,
                           oprcanmerge, oprcanhash)
            FROM pg_operator WHERE wanted.catalog = 'pg_operator' AND pg_operator.oid = wanted.oid),
         (SELECT concat_ws('; ', castfunc::regprocedure, castcontext, castmethod)
            FROM pg_cast WHERE wanted.catalog = 'pg_cast' AND pg_cast.oid = wanted.oid),
         (SELECT concat_ws('; ', collprovider, collcollate, collctype, collisdeterministic)
            FROM pg_collation WHERE wanted.catalog = 'pg_collation' AND pg_collation.oid = wanted.oid),
         (SELECT string_agg(format('%s to %s', maptokentype, mapdict::regdictionary), ', ' ORDER BY maptokentype, mapseqno)
            FROM pg_ts_config_map WHERE wanted.catalog = 'pg_ts_config' AND mapcfg = wanted.oid),
         (SELECT dictinitoption FROM pg_ts_dict WHERE wanted.catalog = 'pg_ts_dict' AND pg_ts_dict.oid = wanted.oid))
  FROM wanted, LATERAL pg_identify_object(wanted.catalog::regclass, wanted.oid, 0) AS identified
 WHERE wanted.oid >= 16384
   AND identified.identity IS NOT NULL
   AND identified.schema IS DISTINCT FROM 'lockstep_journal'
   AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = wanted.catalog::regclass AND m.objid = wanted.oid)
