SELECT 'pg_trigger', t.oid, format('trigger %I on %s', t.tgname, rel.name),
       'trigger; enabled ' || t.tgenabled::text || coalesce(E'\n' || pg_get_triggerdef(t.oid), '')
  FROM wanted JOIN pg_trigger t ON t.oid = wanted.oid JOIN rel ON rel.oid = t.tgrelid
 WHERE NOT t.tgisinternal
