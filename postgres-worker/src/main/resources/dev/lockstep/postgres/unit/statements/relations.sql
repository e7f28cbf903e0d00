-- Statements that create, adjust and remove objects, in the order of their number. Each belongs to a definition by its
-- object's name. "create" is for an object that is missing, "align" gives an object that exists these properties, "reset"
-- removes from it what "align" of another definition does not overwrite, and "drop" removes it. The common tables are
-- materialized, because several statements come from each of them, and the server would plan each of them as often.
, tab AS MATERIALIZED (
  SELECT rel.* FROM wanted JOIN rel ON rel.oid = wanted.oid WHERE wanted.catalog = 'pg_class'
), col AS MATERIALIZED (
  SELECT a.*, tab.name AS table_name, tab.relkind, quote_ident(a.attname) AS column_name,
         format('column %s.%I', tab.name, a.attname) AS object, pg_get_expr(d.adbin, d.adrelid) AS expression,
         format('ALTER TABLE ONLY %s ALTER COLUMN %I ', tab.name, a.attname) AS alter_column,
         format('ALTER TABLE %s ALTER COLUMN %I ', tab.name, a.attname) AS alter_column_of_all,
         concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
           'COLLATE ' || CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
           CASE a.attgenerated WHEN 's' THEN format('GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
                               WHEN 'v' THEN format('GENERATED ALWAYS AS (%s) VIRTUAL', pg_get_expr(d.adbin, d.adrelid)) END,
           CASE WHEN a.attnotnull
                THEN coalesce((SELECT format('CONSTRAINT %I %s', c.conname,
                                             CASE WHEN c.connoinherit THEN 'NOT NULL NO INHERIT' ELSE 'NOT NULL' END)
                                 FROM pg_constraint c
                                WHERE c.conrelid = a.attrelid AND c.contype = 'n' AND c.conkey[1] = a.attnum), 'NOT NULL') END) AS definition
    FROM tab
    JOIN pg_attribute a ON a.attrelid = tab.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
), idx AS MATERIALIZED (
  SELECT tab.*, i.indrelid, i.indisclustered, i.indisreplident, 'index ' || tab.name AS object,
         (SELECT rel.name FROM rel WHERE rel.oid = i.indrelid) AS table_name,
         (SELECT h.inhparent::regclass::text FROM pg_inherits h WHERE h.inhrelid = tab.oid) AS parent,
         (SELECT c.oid FROM pg_constraint c WHERE c.conindid = tab.oid AND c.contype IN ('p', 'u', 'x')) AS constraint_oid
    FROM tab JOIN pg_index i ON i.indexrelid = tab.oid
), seq AS MATERIALIZED (
  SELECT tab.*, 'sequence ' || tab.name AS object, d.deptype,
         CASE WHEN a.attname IS NOT NULL THEN format('%I.%I.%I', owner_schema.nspname, owner.relname, a.attname) END AS owned_by,
         format(' AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s %sCYCLE', seqtypid::regtype, seqincrement,
                seqmin, seqmax, seqstart, seqcache, CASE WHEN seqcycle THEN '' ELSE 'NO ' END) AS options
    FROM tab JOIN pg_sequence s ON s.seqrelid = tab.oid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = tab.oid AND d.deptype IN ('a', 'i')
                         AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    LEFT JOIN pg_class owner ON owner.oid = d.refobjid
    LEFT JOIN pg_namespace owner_schema ON owner_schema.oid = owner.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
), con AS MATERIALIZED (
  SELECT c.*, format('constraint %I on %s', c.conname, rel.name) AS object, rel.name AS table_name, rel.relkind
    FROM wanted JOIN pg_constraint c ON c.oid = wanted.oid JOIN rel ON rel.oid = c.conrelid
   WHERE wanted.catalog = 'pg_constraint'
), trg AS MATERIALIZED (
  SELECT t.*, format('trigger %I on %s', t.tgname, rel.name) AS object, rel.name AS table_name
    FROM wanted JOIN pg_trigger t ON t.oid = wanted.oid JOIN rel ON rel.oid = t.tgrelid
   WHERE wanted.catalog = 'pg_trigger' AND NOT t.tgisinternal
), rul AS MATERIALIZED (
  SELECT w.*, format('rule %I on %s', w.rulename, rel.name) AS object, rel.name AS table_name
    FROM wanted JOIN pg_rewrite w ON w.oid = wanted.oid JOIN rel ON rel.oid = w.ev_class
   WHERE wanted.catalog = 'pg_rewrite' AND w.rulename <> '_RETURN'
), pol AS MATERIALIZED (
  SELECT p.*, format('policy %I on %s', p.polname, rel.name) AS object, rel.name AS table_name
    FROM wanted JOIN pg_policy p ON p.oid = wanted.oid JOIN rel ON rel.oid = p.polrelid
   WHERE wanted.catalog = 'pg_policy'
)
SELECT 'pg_class', tab.oid, 'table ' || name, 'create', 1,
       concat('CREATE ', CASE relpersistence WHEN 'u' THEN 'UNLOGGED ' END, 'TABLE ', name, ' (',
         (SELECT string_agg(col.definition, ', ' ORDER BY attnum) FROM col
           WHERE col.attrelid = tab.oid AND (col.attislocal OR tab.relispartition)),
         ')',
         ' INHERITS (' || CASE WHEN NOT relispartition
                               THEN (SELECT string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno)
                                       FROM pg_inherits h WHERE h.inhrelid = tab.oid) END || ')',
         ' PARTITION BY ' || CASE WHEN relkind = 'p' THEN pg_get_partkeydef(tab.oid) END,
         ' USING ' || (SELECT quote_ident(amname) FROM pg_am WHERE pg_am.oid = relam AND relkind = 'r'),
         ' WITH (' || (SELECT string_agg(format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ')
                         FROM unnest(reloptions) AS o) || ')',
         ' TABLESPACE ' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE pg_tablespace.oid = reltablespace))
  FROM tab WHERE relkind IN ('r', 'p') AND reloftype = 0
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'create', 2, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name)
  FROM tab WHERE relkind IN ('r', 'p') AND relrowsecurity
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'create', 3, format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name)
  FROM tab WHERE relkind IN ('r', 'p') AND relforcerowsecurity
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'create', 4,
       format('ALTER TABLE %s REPLICA IDENTITY %s', name, CASE relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
  FROM tab WHERE relkind IN ('r', 'p') AND relreplident IN ('f', 'n')
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'reset', 1,
       format('ALTER TABLE %s RESET (%s)', name, (SELECT string_agg(split_part(o, '=', 1), ', ') FROM unnest(reloptions) AS o))
  FROM tab WHERE relkind IN ('r', 'p') AND reloptions IS NOT NULL
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'align', 1,
       format('ALTER TABLE %s SET (%s)', name,
              (SELECT string_agg(format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ')
                 FROM unnest(reloptions) AS o))
  FROM tab WHERE relkind IN ('r', 'p') AND reloptions IS NOT NULL
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'align', 2,
       format('ALTER TABLE %s %s ROW LEVEL SECURITY', name, CASE WHEN relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END)
  FROM tab WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'align', 3,
       format('ALTER TABLE %s %s ROW LEVEL SECURITY', name, CASE WHEN relforcerowsecurity THEN 'FORCE' ELSE 'NO FORCE' END)
  FROM tab WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'align', 4,
       format('ALTER TABLE %s REPLICA IDENTITY %s', name,
              CASE relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'DEFAULT' END)
  FROM tab WHERE relkind IN ('r', 'p') AND relreplident <> 'i'
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'align', 5,
       format('ALTER TABLE %s SET %s', name, CASE relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END)
  FROM tab WHERE relkind = 'r'
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'drop', 1, format('DROP TABLE IF EXISTS %s CASCADE', name)
  FROM tab WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'pg_class', tab.oid, 'partition bound of ' || name, 'create', 1,
       format('ALTER TABLE %s ATTACH PARTITION %s %s', (SELECT h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = tab.oid),
              name, pg_get_expr(relpartbound, tab.oid))
  FROM tab WHERE relispartition AND relkind IN ('r', 'p')
UNION ALL
SELECT 'pg_class', tab.oid, 'partition bound of ' || name, 'drop', 1,
       format('ALTER TABLE %s DETACH PARTITION %s', (SELECT h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = tab.oid), name)
  FROM tab WHERE relispartition AND relkind IN ('r', 'p')
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'create', 1,
       concat('CREATE ', CASE relkind WHEN 'm' THEN 'MATERIALIZED ' END, 'VIEW ', name,
         ' WITH (' || (SELECT string_agg(format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ')
                         FROM unnest(reloptions) AS o) || ')',
         ' AS ', rtrim(pg_get_viewdef(tab.oid), ';'),
         CASE WHEN relkind = 'm' THEN CASE WHEN relispopulated THEN ' WITH DATA' ELSE ' WITH NO DATA' END END)
  FROM tab WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'pg_class', tab.oid, 'table ' || name, 'drop', 1,
       format('DROP %s IF EXISTS %s CASCADE', CASE relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, name)
  FROM tab WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'pg_class', attrelid, object, 'create', 1, format('ALTER TABLE %s ADD COLUMN %s', table_name, definition)
  FROM col WHERE relkind IN ('r', 'p') AND attinhcount = 0
UNION ALL
SELECT 'pg_class', attrelid, object, 'drop', 1, format('ALTER TABLE %s DROP COLUMN IF EXISTS %s CASCADE', table_name, column_name)
  FROM col WHERE relkind IN ('r', 'p') AND attinhcount = 0
UNION ALL
SELECT 'pg_class', attrelid, object, 'align', 1, alter_column_of_all || 'DROP IDENTITY IF EXISTS'
  FROM col WHERE relkind IN ('r', 'p') AND attinhcount = 0
UNION ALL
SELECT 'pg_class', attrelid, object, 'align', 2, alter_column || coalesce('SET DEFAULT ' || expression, 'DROP DEFAULT')
  FROM col WHERE relkind IN ('r', 'p', 'v') AND attgenerated = '' AND attidentity = ''
UNION ALL
SELECT 'pg_class', col.attrelid, col.object, 'align', 3,
       format('%sADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s%s)', col.alter_column_of_all,
              CASE col.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, sequence.name,
              (SELECT format(' INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s %sCYCLE', seqincrement,
                             seqmin, seqmax, seqstart, seqcache, CASE WHEN seqcycle THEN '' ELSE 'NO ' END)
                 FROM pg_sequence WHERE seqrelid = sequence.oid))
  FROM col
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = col.attrelid AND d.refobjsubid = col.attnum
                  AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
  JOIN rel sequence ON sequence.oid = d.objid AND sequence.relkind = 'S'
 WHERE col.attidentity <> '' AND col.attinhcount = 0
UNION ALL
SELECT 'pg_class', col.attrelid, object, 'align', 4,
       alter_column || 'SET STORAGE ' || CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
  FROM col WHERE relkind IN ('r', 'p') AND attgenerated <> 'v'
UNION ALL
SELECT 'pg_class', col.attrelid, object, 'align', 5,
       alter_column || 'SET COMPRESSION '
       || CASE (SELECT attcompression::text FROM pg_attribute stored
                 WHERE stored.attrelid = col.attrelid AND stored.attnum = col.attnum)
          WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE 'default' END
  FROM missing_column, col WHERE relkind IN ('r', 'p') AND attlen = -1 AND attstorage IN ('x', 'm') AND attgenerated <> 'v'
UNION ALL
SELECT 'pg_class', col.attrelid, object, 'align', 6, alter_column || 'SET STATISTICS ' || coalesce(attstattarget, -1)
  FROM col WHERE relkind IN ('r', 'p') AND attgenerated <> 'v'
UNION ALL
SELECT 'pg_class', col.attrelid, object, 'reset', 1,
       format('%sRESET (%s)', alter_column, (SELECT string_agg(split_part(o, '=', 1), ', ') FROM unnest(attoptions) AS o))
  FROM col WHERE relkind IN ('r', 'p') AND attoptions IS NOT NULL
UNION ALL
SELECT 'pg_class', col.attrelid, object, 'align', 7, format('%sSET (%s)', alter_column, array_to_string(attoptions, ', '))
  FROM col WHERE relkind IN ('r', 'p') AND attoptions IS NOT NULL
UNION ALL
-- Since PostgreSQL 18 NOT NULL is a constraint with a definition of its own.
SELECT 'pg_class', col.attrelid, object, 'align', 8, alter_column || CASE WHEN attnotnull THEN 'SET NOT NULL' ELSE 'DROP NOT NULL' END
  FROM col
 WHERE relkind IN ('r', 'p') AND attinhcount = 0 AND attidentity = ''
   AND current_setting('server_version_num')::int < 180000
   AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = col.attrelid AND i.indisprimary AND col.attnum = ANY (i.indkey))
UNION ALL
SELECT 'pg_class', oid, object, 'create', 1, pg_get_indexdef(oid) FROM idx WHERE constraint_oid IS NULL
UNION ALL
SELECT 'pg_class', oid, object, 'create', 2, format('ALTER INDEX %s ATTACH PARTITION %s', parent, name)
  FROM idx WHERE constraint_oid IS NULL AND parent IS NOT NULL
UNION ALL
SELECT 'pg_class', oid, object, action, 3, format('ALTER TABLE %s CLUSTER ON %I', table_name, relname)
  FROM idx, (VALUES ('create'), ('align')) AS for_action(action) WHERE indisclustered AND (constraint_oid IS NULL OR action = 'align')
UNION ALL
SELECT 'pg_class', oid, object, action, 4, format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', table_name, relname)
  FROM idx, (VALUES ('create'), ('align')) AS for_action(action) WHERE indisreplident AND (constraint_oid IS NULL OR action = 'align')
UNION ALL
SELECT 'pg_class', oid, object, 'drop', 1, format('DROP INDEX IF EXISTS %s CASCADE', name)
  FROM idx WHERE constraint_oid IS NULL AND parent IS NULL
UNION ALL
SELECT 'pg_class', oid, object, 'create', 1, format('CREATE SEQUENCE %s%s', name, options) FROM seq WHERE deptype IS DISTINCT FROM 'i'
UNION ALL
SELECT 'pg_class', oid, object, 'align', 1, format('ALTER SEQUENCE %s%s', name, options) FROM seq
UNION ALL
SELECT 'pg_class', oid, object, 'align', 2,
       format('ALTER SEQUENCE %s OWNED BY %s', name, CASE WHEN deptype = 'a' THEN owned_by ELSE 'NONE' END)
  FROM seq WHERE deptype IS DISTINCT FROM 'i'
UNION ALL
SELECT 'pg_class', oid, object, 'drop', 1, format('DROP SEQUENCE IF EXISTS %s CASCADE', name) FROM seq WHERE deptype IS DISTINCT FROM 'i'
UNION ALL
SELECT 'pg_constraint', oid, object, 'create', 1,
       format('ALTER TABLE %s%s ADD CONSTRAINT %I %s', CASE WHEN relkind = 'p' AND contype IN ('p', 'u', 'x') THEN 'ONLY ' END,
              table_name, conname, pg_get_constraintdef(oid))
  FROM con WHERE contype <> 't' AND (conislocal AND conparentid = 0 OR contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'pg_constraint', oid, object, 'create', 2,
       format('ALTER INDEX %s ATTACH PARTITION %s', h.inhparent::regclass, h.inhrelid::regclass)
  FROM con JOIN pg_inherits h ON h.inhrelid = conindid WHERE contype IN ('p', 'u', 'x')
UNION ALL
SELECT 'pg_constraint', oid, object, 'drop', 1, format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', table_name, conname)
  FROM con WHERE contype <> 't' AND coninhcount = 0 AND conparentid = 0
UNION ALL
SELECT 'pg_trigger', oid, object, 'create', 1, pg_get_triggerdef(oid) FROM trg WHERE tgparentid = 0
UNION ALL
SELECT 'pg_trigger', oid, object, 'create', 2,
       format('ALTER TABLE ONLY %s %s TRIGGER %I', table_name,
              CASE tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, tgname)
  FROM trg WHERE tgenabled <> 'O'
UNION ALL
SELECT 'pg_trigger', oid, object, 'drop', 1, format('DROP TRIGGER IF EXISTS %I ON %s', tgname, table_name)
  FROM trg WHERE tgparentid = 0
UNION ALL
SELECT 'pg_rewrite', oid, object, 'create', 1, pg_get_ruledef(oid) FROM rul
UNION ALL
SELECT 'pg_rewrite', oid, object, 'create', 2,
       format('ALTER TABLE %s %s RULE %I', table_name,
              CASE ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, rulename)
  FROM rul WHERE ev_enabled <> 'O'
UNION ALL
SELECT 'pg_rewrite', oid, object, 'drop', 1, format('DROP RULE IF EXISTS %I ON %s', rulename, table_name) FROM rul
UNION ALL
SELECT 'pg_policy', oid, object, 'create', 1,
       concat(format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', polname, table_name,
                     CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                     CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                     (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ')
                        FROM unnest(polroles) AS r)),
              ' USING (' || pg_get_expr(polqual, polrelid) || ')',
              ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
  FROM pol
UNION ALL
SELECT 'pg_policy', oid, object, 'drop', 1, format('DROP POLICY IF EXISTS %I ON %s', polname, table_name) FROM pol
UNION ALL
SELECT 'pg_statistic_ext', x.oid, format('statistics %I.%I', s.nspname, x.stxname), v.action, v.number, v.statement
  FROM wanted JOIN pg_statistic_ext x ON x.oid = wanted.oid JOIN user_schema s ON s.oid = x.stxnamespace,
       LATERAL (VALUES
         ('create', 1, pg_get_statisticsobjdef(x.oid)),
         ('create', 2, format('ALTER STATISTICS %I.%I SET STATISTICS %s', s.nspname, x.stxname, nullif(x.stxstattarget, -1))),
         ('create', 3, format('ALTER STATISTICS %I.%I OWNER TO %I', s.nspname, x.stxname, pg_get_userbyid(x.stxowner))),
         ('drop', 1, format('DROP STATISTICS IF EXISTS %I.%I', s.nspname, x.stxname))) AS v(action, number, statement)
 WHERE wanted.catalog = 'pg_statistic_ext' AND (v.number <> 2 OR nullif(x.stxstattarget, -1) IS NOT NULL)
UNION ALL
SELECT 'pg_publication', p.oid, format('publication %I of %s', p.pubname, r.prrelid::regclass), v.action, 1, v.statement
  FROM missing_column, wanted JOIN pg_publication p ON p.oid = wanted.oid JOIN pg_publication_rel r ON r.prpubid = p.oid,
       LATERAL (VALUES
         ('create', concat(format('ALTER PUBLICATION %I ADD TABLE ONLY %s', p.pubname, r.prrelid::regclass),
            ' (' || (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                      WHERE attrelid = r.prrelid
                        AND attnum = ANY ((SELECT prattrs FROM pg_publication_rel stored WHERE stored.oid = r.oid)::int2[])) || ')',
            ' WHERE (' || pg_get_expr((SELECT prqual FROM pg_publication_rel stored WHERE stored.oid = r.oid), r.prrelid) || ')')),
         ('drop', format('ALTER PUBLICATION %I DROP TABLE ONLY %s', p.pubname, r.prrelid::regclass))) AS v(action, statement)
 WHERE wanted.catalog = 'pg_publication'
