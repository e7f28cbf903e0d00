, found AS MATERIALIZED (
  SELECT rel.* FROM wanted JOIN rel ON rel.oid = wanted.oid
), tab AS NOT MATERIALIZED (
  SELECT * FROM found WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
), acl AS (
  SELECT 'pg_class' AS catalog, oid, CASE relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || name AS object,
         relowner AS owner, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl
    FROM found WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL
  SELECT 'pg_class', tab.oid, format('column %s.%I', tab.name, a.attname), tab.relowner, a.attacl
    FROM tab JOIN pg_attribute a ON a.attrelid = tab.oid
   WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL
)
SELECT 'pg_class', tab.oid, 'table ' || tab.name,
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
         'inherits ' || (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                           FROM pg_inherits i WHERE i.inhrelid = tab.oid),
         'server ' || (SELECT concat_ws(' ', quote_ident(s.srvname), f.ftoptions::text)
                         FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
                        WHERE f.ftrelid = tab.oid))
       || coalesce(E'\n' || CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(tab.oid) END,
                   E'\n' || 'PARTITION BY ' || CASE WHEN relkind = 'p' THEN pg_get_partkeydef(tab.oid) END,
                   '')
  FROM tab
UNION ALL
SELECT 'pg_class', found.oid, 'partition bound of ' || found.name,
       'of ' || (SELECT i.inhparent::regclass FROM pg_inherits i WHERE i.inhrelid = found.oid)
       || coalesce(E'\n' || pg_get_expr(relpartbound, found.oid), '')
  FROM found
 WHERE relispartition AND relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'pg_class', tab.oid, 'column order of ' || tab.name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
  FROM tab JOIN pg_attribute a ON a.attrelid = tab.oid
 WHERE a.attnum > 0 AND NOT a.attisdropped
 GROUP BY tab.oid, tab.name
UNION ALL
SELECT 'pg_class', tab.oid, format('column %s.%I', tab.name, a.attname),
       concat_ws('; ',
         format_type(a.atttypid, a.atttypmod),
         CASE WHEN a.attnotnull THEN 'not null' END,
         CASE WHEN a.attinhcount > 0 THEN concat('inherited', CASE WHEN a.attislocal THEN ' and local' END) END,
         'identity ' || nullif(a.attidentity::text, ''),
         'collation ' || CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
         'storage ' || CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END,
         'compression ' || nullif((SELECT attcompression::text FROM pg_attribute stored
                                    WHERE stored.attrelid = a.attrelid AND stored.attnum = a.attnum), ''),
         'statistics ' || nullif(a.attstattarget, -1),
         'options ' || a.attoptions::text,
         'foreign options ' || a.attfdwoptions::text,
         'generated ' || nullif(a.attgenerated::text, ''))
       || coalesce(E'\n' || CASE WHEN a.attgenerated <> '' THEN 'GENERATED ALWAYS AS ' ELSE 'DEFAULT ' END
                   || (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
                        WHERE a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum), '')
  FROM missing_column, tab JOIN pg_attribute a ON a.attrelid = tab.oid JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'pg_class', found.oid, 'index ' || found.name,
       concat_ws('; ',
         'index',
         CASE WHEN NOT i.indisvalid THEN 'not valid' END,
         CASE WHEN i.indisclustered THEN 'clustered' END,
         CASE WHEN i.indisreplident THEN 'replica identity' END,
         'tablespace ' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE pg_tablespace.oid = found.reltablespace))
       || coalesce(E'\n' || pg_get_indexdef(found.oid), '')
  FROM found JOIN pg_index i ON i.indexrelid = found.oid
 WHERE i.indrelid IS DISTINCT FROM to_regclass(:history)
UNION ALL
SELECT 'pg_class', found.oid, 'sequence ' || found.name,
       concat_ws('; ',
         format('%s start %s increment %s minimum %s maximum %s cache %s', seqtypid::regtype, seqstart, seqincrement,
                seqmin, seqmax, seqcache),
         CASE WHEN seqcycle THEN 'cycle' END,
         'owned by ' || (SELECT format('%s.%I', d.refobjid::regclass, a.attname)
                           FROM pg_depend d
                           JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = found.oid AND d.deptype IN ('a', 'i')
                            AND d.refclassid = 'pg_class'::regclass))
  FROM found JOIN pg_sequence ON seqrelid = found.oid
UNION ALL
