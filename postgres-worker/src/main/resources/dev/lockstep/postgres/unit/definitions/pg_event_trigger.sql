SELECT 'pg_event_trigger', t.oid, 'event trigger ' || quote_ident(evtname),
       concat_ws('; ', evtevent, evtfoid::regproc, evttags::text, 'enabled ' || evtenabled::text,
                 'owner ' || quote_ident(pg_get_userbyid(evtowner)))
  FROM wanted JOIN pg_event_trigger t ON t.oid = wanted.oid
