SELECT 'pg_policy', p.oid, format('policy %I on %s', p.polname, rel.name),
       concat_ws('; ',
         CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
         'for ' || p.polcmd::text,
         'to ' || (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r)::text END, ', ' ORDER BY 1)
                     FROM unnest(p.polroles) AS r))
       || E'\n' || concat_ws(E'\n',
         'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
         'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
  FROM wanted JOIN pg_policy p ON p.oid = wanted.oid JOIN rel ON rel.oid = p.polrelid
