-- The table that an object belongs to (an index, a constraint, a trigger …) or that it is, the base type of a domain, and
-- the key of the table that the table is a partition of.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS qualified, quote_ident(c.relname) AS name,
       (SELECT format_type(typbasetype, typtypmod) FROM pg_type
         WHERE pg_type.oid = CASE :catalog WHEN 'pg_type' THEN CAST(:oid AS oid)
                             ELSE (SELECT contypid FROM pg_constraint WHERE pg_constraint.oid = CAST(:oid AS oid)) END) AS base_type,
       (SELECT pg_get_partkeydef(h.inhparent) FROM pg_inherits h WHERE c.relispartition AND h.inhrelid = c.oid) AS parent_key
  FROM (SELECT CASE :catalog
               WHEN 'pg_class' THEN coalesce((SELECT indrelid FROM pg_index WHERE indexrelid = CAST(:oid AS oid)), CAST(:oid AS oid))
               WHEN 'pg_constraint' THEN (SELECT conrelid FROM pg_constraint WHERE pg_constraint.oid = CAST(:oid AS oid))
               WHEN 'pg_trigger' THEN (SELECT tgrelid FROM pg_trigger WHERE pg_trigger.oid = CAST(:oid AS oid))
               WHEN 'pg_rewrite' THEN (SELECT ev_class FROM pg_rewrite WHERE pg_rewrite.oid = CAST(:oid AS oid))
               WHEN 'pg_policy' THEN (SELECT polrelid FROM pg_policy WHERE pg_policy.oid = CAST(:oid AS oid))
               WHEN 'pg_statistic_ext' THEN (SELECT stxrelid FROM pg_statistic_ext WHERE pg_statistic_ext.oid = CAST(:oid AS oid))
               WHEN 'pg_publication' THEN to_regclass(:published)
               END::oid AS relation) AS owner
  LEFT JOIN pg_class c ON c.oid = owner.relation
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
