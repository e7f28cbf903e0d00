SELECT 'pg_constraint', c.oid, format('constraint %I on %s', c.conname, coalesce(rel.name, typ.name)),
       concat_ws('; ',
         'constraint',
         CASE WHEN c.coninhcount > 0 THEN concat('inherited', CASE WHEN c.conislocal THEN ' and local' END) END,
         'triggers enabled ' || (SELECT string_agg(DISTINCT t.tgenabled::text, '') FROM pg_trigger t
                                  WHERE t.tgconstraint = c.oid AND t.tgenabled <> 'O'))
       || coalesce(E'\n' || pg_get_constraintdef(c.oid), '')
  FROM wanted JOIN pg_constraint c ON c.oid = wanted.oid
  LEFT JOIN rel ON rel.oid = c.conrelid
  LEFT JOIN typ ON typ.oid = c.contypid
 WHERE c.contype <> 't' AND (rel.oid IS NOT NULL OR typ.oid IS NOT NULL)
