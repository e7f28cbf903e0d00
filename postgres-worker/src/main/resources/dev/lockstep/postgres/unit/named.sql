-- The objects that have one of these names, the objects that belong to them (such as the indexes of a table), and some of
-- the objects that depend on them (at most :dependents). The partitions of a table and of its indexes, constraints and
-- triggers count as dependents, because a table can have any number of them. Objects of PostgreSQL itself are omitted.
WITH RECURSIVE wanted AS MATERIALIZED (
  SELECT CAST(:names AS text[]) AS names
), named(class, oid) AS (
  SELECT 'pg_class'::regclass::oid, oid FROM pg_class WHERE relname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE proname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type
             WHERE typtype <> 'c' AND typname = ANY ((SELECT names FROM wanted)::name[])
               AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = pg_type.typelem AND e.typarray = pg_type.oid)
  UNION ALL SELECT 'pg_type'::regclass, t.oid FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
             WHERE typname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE nspname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_extension'::regclass, oid FROM pg_extension WHERE extname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext
             WHERE stxname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
             WHERE evtname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication WHERE pubname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
             WHERE srvname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
             WHERE fdwname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass WHERE opcname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily WHERE opfname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_collation WHERE collname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_conversion'::regclass, oid FROM pg_conversion WHERE conname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language WHERE lanname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_am WHERE amname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config WHERE cfgname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict WHERE dictname = ANY ((SELECT names FROM wanted)::name[])
  UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast WHERE oid >= 16384
  UNION ALL SELECT 'pg_default_acl'::regclass, oid FROM pg_default_acl
), owned(class, oid) AS (
  SELECT class, oid FROM named WHERE oid >= 16384 OR class = 'pg_namespace'::regclass
  UNION
  SELECT CASE WHEN a.oid IS NOT NULL OR w.oid IS NOT NULL THEN 'pg_class'::regclass ELSE d.classid END::oid,
         coalesce(a.adrelid, w.ev_class, d.objid)
    FROM owned
    JOIN pg_depend d ON d.refclassid = owned.class AND d.refobjid = owned.oid
     AND (d.deptype IN ('i', 'S')
          OR (d.deptype = 'a'
              AND NOT EXISTS (SELECT FROM pg_class p WHERE d.classid = 'pg_class'::regclass AND p.oid = d.objid AND p.relispartition)))
    LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
), dependent(class, oid) AS (
  SELECT class, oid FROM owned WHERE class <> 'pg_namespace'::regclass AND :dependents > 0
  UNION
  SELECT CASE WHEN a.oid IS NOT NULL OR w.oid IS NOT NULL THEN 'pg_class'::regclass
              WHEN p.oid IS NOT NULL THEN 'pg_publication'::regclass
              ELSE d.classid END::oid,
         coalesce(a.adrelid, w.ev_class, p.prpubid, d.objid)
    FROM dependent
    JOIN pg_depend d ON d.refclassid = dependent.class AND d.refobjid = dependent.oid
     AND (d.deptype IN ('n', 'P')
          OR (d.deptype = 'a'
              AND EXISTS (SELECT FROM pg_class p WHERE d.classid = 'pg_class'::regclass AND p.oid = d.objid AND p.relispartition)))
    LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
    LEFT JOIN pg_publication_rel p ON d.classid = 'pg_publication_rel'::regclass AND p.oid = d.objid
), found(class, oid) AS (
  SELECT class, oid FROM owned
  UNION ALL
  (SELECT class, oid FROM dependent LIMIT (SELECT count(*) FROM owned) + :dependents)
)
SELECT DISTINCT (SELECT relname FROM pg_class WHERE pg_class.oid = found.class), oid FROM found
