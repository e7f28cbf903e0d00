, acl AS (
  SELECT 'pg_default_acl' AS catalog, d.oid,
         format('default of %s in %s for %s', pg_get_userbyid(defaclrole),
                coalesce(nullif(defaclnamespace, 0)::regnamespace::text, 'any schema'), defaclobjtype) AS object,
         defaclrole AS owner, defaclacl AS acl
    FROM wanted JOIN pg_default_acl d ON d.oid = wanted.oid
)
