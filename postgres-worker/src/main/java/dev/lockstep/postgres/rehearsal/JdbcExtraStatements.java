package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Statements that create extensions, collations, default privileges and publications. A restore never creates these,
 * because it does not know what else belongs to them.
 */
final class JdbcExtraStatements {
    private static final String STATEMENTS =
            """
            SELECT 'extension ' || quote_ident(e.extname) AS object,
                   format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', e.extname, n.nspname)
                   || coalesce((SELECT format(' VERSION %L', v.version) FROM pg_available_extension_versions v
                                 WHERE v.name = e.extname AND v.version = e.extversion), '') AS sql
              FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
             WHERE e.oid >= 16384
            UNION ALL
            SELECT 'collation ' || i.identity,
                   format('CREATE COLLATION %I.%I (', n.nspname, c.collname)
                   || concat_ws(', ',
                        CASE c.collprovider WHEN 'i' THEN 'PROVIDER = icu' WHEN 'b' THEN 'PROVIDER = builtin'
                                            ELSE 'PROVIDER = libc' END,
                        'LOCALE = ' || quote_literal(coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale',
                                                              CASE WHEN c.collprovider = 'i' THEN c.collcollate END)),
                        'LC_COLLATE = ' || quote_literal(CASE WHEN c.collprovider = 'c' THEN c.collcollate END),
                        'LC_CTYPE = ' || quote_literal(CASE WHEN c.collprovider = 'c' THEN c.collctype END),
                        'RULES = ' || quote_literal(to_jsonb(c) ->> 'collicurules'),
                        CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END)
                   || ')'
              FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace,
                   LATERAL pg_identify_object('pg_collation'::regclass, c.oid, 0) AS i
             WHERE c.oid >= 16384
            UNION ALL
            SELECT d.object,
                   concat_ws(E';\\n',
                     CASE WHEN d.in_schema = ''
                          THEN format(E'%s REVOKE ALL ON %s FROM PUBLIC;\\n%s REVOKE ALL ON %s FROM %s', d.alter, d.kinds,
                                      d.alter, d.kinds, d.role) END,
                     (SELECT string_agg(format('%s GRANT %s ON %s TO %s%s', d.alter, x.privilege_type, d.kinds,
                                               CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                                               CASE WHEN x.is_grantable AND x.grantee <> d.defaclrole THEN ' WITH GRANT OPTION' END),
                                        E';\\n')
                        FROM aclexplode(d.defaclacl) AS x))
              FROM (SELECT a.defaclacl, a.defaclrole, quote_ident(pg_get_userbyid(a.defaclrole)) AS role,
                           format('privileges on default of %s in %s for %s', pg_get_userbyid(a.defaclrole),
                                  coalesce(nullif(a.defaclnamespace, 0)::regnamespace::text, 'any schema'),
                                  a.defaclobjtype) AS object,
                           coalesce(' IN SCHEMA ' || nullif(a.defaclnamespace, 0)::regnamespace, '') AS in_schema,
                           format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s', pg_get_userbyid(a.defaclrole),
                                  coalesce(' IN SCHEMA ' || nullif(a.defaclnamespace, 0)::regnamespace, '')) AS alter,
                           CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                                                WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kinds
                      FROM pg_default_acl a) AS d
            UNION ALL
            SELECT 'publication ' || quote_ident(p.pubname),
                   format('CREATE PUBLICATION %I%s WITH (publish = %L, publish_via_partition_root = %s)', p.pubname,
                          CASE WHEN p.puballtables THEN ' FOR ALL TABLES' END,
                          concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                                    CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END),
                          p.pubviaroot::text)
              FROM pg_publication p""";

    private JdbcExtraStatements() {}

    private record Extra(String object, String sql) {}

    /** The objects with these statements added, for those of them that have a definition. */
    static SortedMap<String, CatalogObject> addTo(SortedMap<String, CatalogObject> objects, JdbcClient jdbc) {
        SortedMap<String, CatalogObject> complete = new TreeMap<>(objects);
        for (Extra extra : jdbc.sql(STATEMENTS).query(Extra.class).list()) {
            complete.computeIfPresent(extra.object(), (name, object) -> withStatement(object, extra.sql()));
        }
        return complete;
    }

    private static CatalogObject withStatement(CatalogObject object, String sql) {
        List<ObjectStatement> statements = new ArrayList<>(object.statements());
        statements.add(new ObjectStatement(Purpose.CREATE, sql));
        return new CatalogObject(object.address(), object.object(), object.definition(), statements);
    }
}
