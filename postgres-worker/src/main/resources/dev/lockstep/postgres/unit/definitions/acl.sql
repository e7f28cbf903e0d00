SELECT acl.catalog, acl.oid, 'privileges on ' || acl.object,
       concat_ws('; ', 'owner ' || quote_ident(pg_get_userbyid(acl.owner)),
         (SELECT string_agg(format('%s to %s%s', x.privilege_type,
                                   CASE x.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                                   CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END), ', '
                            ORDER BY x.grantee = 0, pg_get_userbyid(x.grantee), x.privilege_type)
            FROM aclexplode(acl.acl) AS x))
  FROM acl
