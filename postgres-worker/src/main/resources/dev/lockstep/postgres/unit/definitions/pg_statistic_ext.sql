SELECT 'pg_statistic_ext', x.oid, format('statistics %I.%I', s.nspname, x.stxname),
       concat_ws('; ', 'statistics', 'owner ' || quote_ident(pg_get_userbyid(x.stxowner)),
                 'target ' || nullif(x.stxstattarget, -1))
       || coalesce(E'\n' || pg_get_statisticsobjdef(x.oid), '')
  FROM wanted JOIN pg_statistic_ext x ON x.oid = wanted.oid JOIN user_schema s ON s.oid = x.stxnamespace
