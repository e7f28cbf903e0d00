-- The catalog, one row per object with its name and definition. A definition contains names, but no OIDs or attribute
-- numbers, so the same DDL always has the same definition. Privileges and comments are objects of their own, so a
-- changed comment does not change its table. The journal's schema and the schema history table (:history) are omitted.
-- Columns that do not exist on older servers are read in subselects. On those servers their names resolve to the
-- columns of missing_column, which are null or empty.
WITH missing_column AS (
  SELECT ''::"char" AS attcompression, NULL::int2vector AS prattrs, NULL::pg_node_tree AS prqual
), user_schema AS (
  SELECT * FROM pg_namespace
   WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'lockstep')
), extension_member AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), rel AS (
  SELECT c.*, format('%I.%I', s.nspname, c.relname) AS name
    FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace
   WHERE (c.oid IS DISTINCT FROM to_regclass(:history))
     AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
), tab AS (
  SELECT * FROM rel WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
), fun AS (
  SELECT p.*, format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
    FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace
   WHERE NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
), typ AS (
  SELECT t.*, format('%I.%I', s.nspname, t.typname) AS name
    FROM pg_type t JOIN user_schema s ON s.oid = t.typnamespace
   WHERE NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
     AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'b' AND t.typelem = 0)
          OR (t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')))
), con AS (
  SELECT c.*, coalesce((SELECT name FROM rel WHERE rel.oid = c.conrelid),
                              (SELECT name FROM typ WHERE typ.oid = c.contypid)) AS owner_name
    FROM pg_constraint c
   WHERE c.contype <> 't' AND (c.conrelid IN (SELECT oid FROM rel) OR c.contypid IN (SELECT oid FROM typ))
), acl AS (
  SELECT 'schema ' || quote_ident(nspname) AS object, nspowner AS owner, coalesce(nspacl, acldefault('n', nspowner)) AS acl
    FROM user_schema
  UNION ALL
  SELECT CASE relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || name, relowner,
         coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM rel WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL
  SELECT format('column %s.%I', tab.name, a.attname), tab.relowner, a.attacl
    FROM tab JOIN pg_attribute a ON a.attrelid = tab.oid
   WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL
  UNION ALL
  SELECT 'routine ' || name, proowner, coalesce(proacl, acldefault('f', proowner)) FROM fun
  UNION ALL
  SELECT 'type ' || name, typowner, coalesce(typacl, acldefault('T', typowner)) FROM typ
  UNION ALL
  SELECT format('default of %s in %s for %s', pg_get_userbyid(defaclrole),
                coalesce(defaclnamespace::regnamespace::text, 'any schema'), defaclobjtype), defaclrole, defaclacl
    FROM pg_default_acl
)
SELECT 'schema ' || quote_ident(nspname) AS object, 'exists' AS definition FROM user_schema
UNION ALL
SELECT 'extension ' || quote_ident(extname), concat_ws(' ', 'version', extversion, 'in', extnamespace::regnamespace)
  FROM pg_extension
UNION ALL
SELECT 'table ' || tab.name,
       concat_ws('; ',
         CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table'
                      WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'composite type' END,
         CASE relpersistence WHEN 'u' THEN 'unlogged' WHEN 't' THEN 'temporary' END,
         'access method ' || (SELECT amname FROM pg_am WHERE pg_am.oid = relam),
         'tablespace ' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE pg_tablespace.oid = reltablespace),
         'options ' || reloptions::text,
         CASE WHEN relrowsecurity THEN 'row security' END,
         CASE WHEN relforcerowsecurity THEN 'forced row security' END,
         CASE WHEN relreplident <> 'd' AND relkind IN ('r', 'p') THEN 'replica identity ' || relreplident::text END,
         CASE WHEN relkind = 'm' AND NOT relispopulated THEN 'not populated' END,
         'of ' || nullif(reloftype, 0)::regtype,
         'partition by ' || CASE WHEN relkind = 'p' THEN pg_get_partkeydef(tab.oid) END,
         'partition ' || CASE WHEN relispartition THEN pg_get_expr(relpartbound, tab.oid) END,
         'inherits ' || (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                           FROM pg_inherits i WHERE i.inhrelid = tab.oid),
         'server ' || (SELECT concat_ws(' ', quote_ident(s.srvname), f.ftoptions::text)
                         FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
                        WHERE f.ftrelid = tab.oid),
         'as ' || CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(tab.oid) END)
  FROM tab
UNION ALL
SELECT 'column order of ' || tab.name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
  FROM tab JOIN pg_attribute a ON a.attrelid = tab.oid
 WHERE a.attnum > 0 AND NOT a.attisdropped
 GROUP BY tab.name
UNION ALL
SELECT format('column %s.%I', tab.name, a.attname),
       concat_ws('; ',
         format_type(a.atttypid, a.atttypmod),
         CASE WHEN a.attnotnull THEN 'not null' END,
         CASE WHEN a.attgenerated <> '' THEN 'generated ' || a.attgenerated::text || ' ' ELSE 'default ' END
           || (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
                WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum),
         'identity ' || nullif(a.attidentity::text, ''),
         'collation ' || CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
         'storage ' || CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END,
         'compression ' || nullif((SELECT attcompression::text FROM pg_attribute stored
                                    WHERE stored.attrelid = a.attrelid AND stored.attnum = a.attnum), ''),
         'statistics ' || nullif(a.attstattarget, -1),
         'options ' || a.attoptions::text,
         'foreign options ' || a.attfdwoptions::text)
  FROM missing_column, tab JOIN pg_attribute a ON a.attrelid = tab.oid JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index ' || rel.name,
       concat_ws('; ',
         pg_get_indexdef(rel.oid),
         CASE WHEN NOT i.indisvalid THEN 'not valid' END,
         CASE WHEN i.indisclustered THEN 'clustered' END,
         CASE WHEN i.indisreplident THEN 'replica identity' END,
         'tablespace ' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE pg_tablespace.oid = rel.reltablespace))
  FROM rel JOIN pg_index i ON i.indexrelid = rel.oid
 WHERE i.indrelid IS DISTINCT FROM to_regclass(:history)
UNION ALL
SELECT format('constraint %I on %s', con.conname, con.owner_name),
       concat_ws('; ',
         pg_get_constraintdef(con.oid),
         'triggers enabled ' || (SELECT string_agg(DISTINCT t.tgenabled::text, '') FROM pg_trigger t
                                  WHERE t.tgconstraint = con.oid AND t.tgenabled <> 'O'))
  FROM con
UNION ALL
SELECT 'sequence ' || rel.name,
       concat_ws('; ',
         format('%s start %s increment %s minimum %s maximum %s cache %s', seqtypid::regtype, seqstart, seqincrement,
                seqmin, seqmax, seqcache),
         CASE WHEN seqcycle THEN 'cycle' END,
         'owned by ' || (SELECT format('%s.%I', d.refobjid::regclass, a.attname)
                           FROM pg_depend d
                           JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = rel.oid AND d.deptype IN ('a', 'i')
                            AND d.refclassid = 'pg_class'::regclass))
  FROM rel JOIN pg_sequence ON seqrelid = rel.oid
UNION ALL
SELECT 'routine ' || fun.name,
       CASE WHEN prokind = 'a'
            THEN (SELECT format('aggregate; transition %s state %s initial %s final %s', aggtransfn, aggtranstype::regtype,
                                agginitval, aggfinalfn) FROM pg_aggregate WHERE aggfnoid = fun.oid)
            ELSE pg_get_functiondef(fun.oid) END
  FROM fun
UNION ALL
SELECT format('trigger %I on %s', t.tgname, rel.name), concat_ws('; ', pg_get_triggerdef(t.oid), 'enabled ' || t.tgenabled::text)
  FROM pg_trigger t JOIN rel ON rel.oid = t.tgrelid
 WHERE NOT t.tgisinternal
UNION ALL
SELECT format('rule %I on %s', w.rulename, rel.name), concat_ws('; ', pg_get_ruledef(w.oid), 'enabled ' || w.ev_enabled::text)
  FROM pg_rewrite w JOIN rel ON rel.oid = w.ev_class
 WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT format('policy %I on %s', p.polname, rel.name),
       concat_ws('; ',
         CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
         'for ' || p.polcmd::text,
         'to ' || (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r)::text END, ', ' ORDER BY 1)
                     FROM unnest(p.polroles) AS r),
         'using ' || pg_get_expr(p.polqual, p.polrelid),
         'with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN rel ON rel.oid = p.polrelid
UNION ALL
SELECT 'type ' || typ.name,
       concat_ws('; ',
         CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'c' THEN 'composite'
                      ELSE 'base' END,
         (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
            FROM pg_enum e WHERE e.enumtypid = typ.oid),
         'over ' || CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) END,
         CASE WHEN typtype = 'd' AND typnotnull THEN 'not null' END,
         'default ' || CASE WHEN typtype = 'd' THEN typdefault END,
         'collation ' || CASE WHEN typtype = 'd' AND typcollation <> 0 THEN typcollation::regcollation END,
         'of ' || (SELECT rngsubtype::regtype FROM pg_range WHERE rngtypid = typ.oid))
  FROM typ
UNION ALL
SELECT format('statistics %I.%I', s.nspname, x.stxname),
       concat_ws('; ', pg_get_statisticsobjdef(x.oid), 'target ' || nullif(x.stxstattarget, -1))
  FROM pg_statistic_ext x JOIN user_schema s ON s.oid = x.stxnamespace
UNION ALL
SELECT 'event trigger ' || quote_ident(evtname),
       concat_ws('; ', evtevent, evtfoid::regproc, evttags::text, 'enabled ' || evtenabled::text)
  FROM pg_event_trigger
UNION ALL
SELECT 'publication ' || quote_ident(pubname),
       concat_ws('; ',
         CASE WHEN puballtables THEN 'all tables' END,
         concat(pubinsert, pubupdate, pubdelete, pubtruncate),
         CASE WHEN pubviaroot THEN 'via root' END,
         (SELECT string_agg(
                   concat_ws(' ',
                     prrelid::regclass,
                     (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                       WHERE attrelid = prrelid AND attnum = ANY (prattrs)),
                     'where ' || pg_get_expr(prqual, prrelid)),
                   '; ' ORDER BY prrelid::regclass::text)
            FROM pg_publication_rel WHERE prpubid = pg_publication.oid))
  FROM missing_column, pg_publication
UNION ALL
SELECT format('foreign server %I', srvname),
       concat_ws('; ', (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper w WHERE w.oid = srvfdw), srvtype, srvversion,
                 md5(srvoptions::text))
  FROM pg_foreign_server
UNION ALL
SELECT format('%s %s', identified.type, identified.identity), other.definition
  FROM (SELECT 'pg_operator'::regclass AS class, oid,
               concat_ws('; ', oprcode::regprocedure, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin,
                         oprcanmerge, oprcanhash) AS definition
          FROM pg_operator WHERE oid >= 16384
        UNION ALL SELECT 'pg_opclass'::regclass, oid, 'exists' FROM pg_opclass WHERE oid >= 16384
        UNION ALL SELECT 'pg_opfamily'::regclass, oid, 'exists' FROM pg_opfamily WHERE oid >= 16384
        UNION ALL SELECT 'pg_cast'::regclass, oid, concat_ws('; ', castfunc::regprocedure, castcontext, castmethod)
                    FROM pg_cast WHERE oid >= 16384
        UNION ALL SELECT 'pg_collation'::regclass, oid,
                         concat_ws('; ', collprovider, collcollate, collctype, collisdeterministic)
                    FROM pg_collation WHERE oid >= 16384
        UNION ALL SELECT 'pg_conversion'::regclass, oid, 'exists' FROM pg_conversion WHERE oid >= 16384
        UNION ALL SELECT 'pg_language'::regclass, oid, 'exists' FROM pg_language WHERE oid >= 16384
        UNION ALL SELECT 'pg_ts_config'::regclass, oid,
                         (SELECT string_agg(format('%s to %s', maptokentype, mapdict::regdictionary), ', '
                                            ORDER BY maptokentype, mapseqno)
                            FROM pg_ts_config_map WHERE mapcfg = pg_ts_config.oid)
                    FROM pg_ts_config WHERE oid >= 16384
        UNION ALL SELECT 'pg_ts_dict'::regclass, oid, concat_ws('; ', 'exists', dictinitoption)
                    FROM pg_ts_dict WHERE oid >= 16384
        UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 'exists'
                    FROM pg_foreign_data_wrapper WHERE oid >= 16384) AS other,
       LATERAL pg_identify_object(other.class, other.oid, 0) AS identified
 WHERE identified.schema IS DISTINCT FROM 'lockstep'
   AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = other.class AND m.objid = other.oid)
UNION ALL
SELECT 'privileges on ' || acl.object,
       concat_ws('; ', 'owner ' || quote_ident(pg_get_userbyid(acl.owner)),
         (SELECT string_agg(format('%s to %s%s', x.privilege_type,
                                   CASE x.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                                   CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END), ', '
                            ORDER BY x.grantee = 0, pg_get_userbyid(x.grantee), x.privilege_type)
            FROM aclexplode(acl.acl) AS x))
  FROM acl
UNION ALL
SELECT format('comment on %s %s', identified.type, identified.identity), d.description
  FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS identified
 WHERE d.objoid >= 16384
   AND (identified.schema IS NULL OR identified.schema IN (SELECT nspname FROM user_schema))
   AND identified.identity <> 'lockstep'
   AND NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = d.classoid AND m.objid = d.objoid)
