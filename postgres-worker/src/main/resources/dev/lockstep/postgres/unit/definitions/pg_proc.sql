, fun AS MATERIALIZED (
  SELECT p.*, format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
    FROM wanted JOIN pg_proc p ON p.oid = wanted.oid JOIN user_schema s ON s.oid = p.pronamespace
   WHERE NOT EXISTS (SELECT FROM extension_member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
), acl AS (
  SELECT 'pg_proc' AS catalog, oid, 'routine ' || name AS object, proowner AS owner,
         coalesce(proacl, acldefault('f', proowner)) AS acl
    FROM fun
)
SELECT 'pg_proc', fun.oid, 'routine ' || fun.name,
       CASE WHEN prokind = 'a'
            THEN (SELECT format('aggregate; transition %s state %s initial %s final %s', aggtransfn, aggtranstype::regtype,
                                agginitval, aggfinalfn) FROM pg_aggregate WHERE aggfnoid = fun.oid)
            ELSE 'routine' || coalesce(E'\n' || pg_get_functiondef(fun.oid), '') END
  FROM fun
UNION ALL
