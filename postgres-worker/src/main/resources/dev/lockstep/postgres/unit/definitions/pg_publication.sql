SELECT 'pg_publication', p.oid, 'publication ' || quote_ident(pubname),
       concat_ws('; ',
         'publication',
         'owner ' || quote_ident(pg_get_userbyid(pubowner)),
         CASE WHEN puballtables THEN 'all tables' END,
         concat(pubinsert, pubupdate, pubdelete, pubtruncate),
         CASE WHEN pubviaroot THEN 'via root' END)
  FROM wanted JOIN pg_publication p ON p.oid = wanted.oid
UNION ALL
SELECT 'pg_publication', p.oid, format('publication %I of %s', pubname, prrelid::regclass),
       concat_ws('; ',
         'table',
         'columns ' || (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                         WHERE attrelid = prrelid
                           AND attnum = ANY ((SELECT prattrs FROM pg_publication_rel stored WHERE stored.oid = r.oid)::int2[])))
       || coalesce(E'\nWHERE (' || pg_get_expr((SELECT prqual FROM pg_publication_rel stored WHERE stored.oid = r.oid),
                                               prrelid) || ')', '')
  FROM missing_column, wanted JOIN pg_publication p ON p.oid = wanted.oid JOIN pg_publication_rel r ON r.prpubid = p.oid
