SELECT 'pg_rewrite', w.oid, format('rule %I on %s', w.rulename, rel.name),
       'rule; enabled ' || w.ev_enabled::text || coalesce(E'\n' || pg_get_ruledef(w.oid), '')
  FROM wanted JOIN pg_rewrite w ON w.oid = wanted.oid JOIN rel ON rel.oid = w.ev_class
 WHERE w.rulename <> '_RETURN'
