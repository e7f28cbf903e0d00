package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.target.SqlQuoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The settings of a database and of roles in it, and its privileges other than to connect. */
record JdbcDatabaseSettings(List<Setting> settings, List<Grant> grants) {
    private static final String SETTINGS =
            """
            SELECT quote_ident(r.rolname) AS role, split_part(entry, '=', 1) AS name,
                   substr(entry, strpos(entry, '=') + 1) AS value
              FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS entry
             WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
             ORDER BY 1 NULLS FIRST, 2""";
    private static final String GRANTS =
            """
            SELECT x.privilege_type AS privilege,
                   CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee,
                   x.is_grantable
              FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS x
             WHERE d.datname = current_database() AND x.privilege_type <> 'CONNECT' AND x.grantee <> d.datdba""";

    /**
     * A setting of new sessions.
     *
     * @param role the quoted role whose sessions have it; absent if all have it
     */
    record Setting(@Nullable String role, String name, String value) {
        /** Takes the value from the session, because the text of a list cannot be written as one literal. */
        String statements(ScratchName database) {
            String owner = role == null
                    ? "ALTER DATABASE %s".formatted(database)
                    : "ALTER ROLE %s IN DATABASE %s".formatted(role, database);
            return "SELECT pg_catalog.set_config(%s, %s, true);\n%s SET %s FROM CURRENT"
                    .formatted(SqlQuoting.literal(name), SqlQuoting.literal(value), owner, quotedName());
        }

        private String quotedName() {
            return Arrays.stream(name.split("\\.", -1))
                    .map(SqlQuoting::identifier)
                    .collect(Collectors.joining("."));
        }
    }

    /**
     * A privilege on the database.
     *
     * @param grantable whether the grantee may grant it to others
     */
    record Grant(String privilege, String grantee, boolean grantable) {
        String statement(ScratchName database) {
            return "GRANT %s ON DATABASE %s TO %s%s"
                    .formatted(privilege, database, grantee, grantable ? " WITH GRANT OPTION" : "");
        }
    }

    static JdbcDatabaseSettings read(JdbcClient jdbc) {
        return new JdbcDatabaseSettings(
                jdbc.sql(SETTINGS)
                        .query((row, number) -> new Setting(row.getString(1), row.getString(2), row.getString(3)))
                        .list(),
                jdbc.sql(GRANTS)
                        .query((row, number) -> new Grant(row.getString(1), row.getString(2), row.getBoolean(3)))
                        .list());
    }

    /** Gives the copy the same settings and privileges; returns notes about those that it cannot have. */
    List<String> apply(JdbcDispatchSession copy, ScratchName database) {
        List<String> notes = new ArrayList<>();
        settings.forEach(setting -> attempt(
                copy, setting.statements(database), "setting %s of the database".formatted(setting.name()), notes));
        grants.forEach(grant -> attempt(
                copy,
                grant.statement(database),
                "privilege %s on the database for %s".formatted(grant.privilege(), grant.grantee()),
                notes));
        return notes;
    }

    /** The statements are one transaction. */
    private static void attempt(JdbcDispatchSession copy, String statements, String what, List<String> notes) {
        try {
            JdbcSimpleQuery.execute(copy, statements);
        } catch (DataAccessException e) {
            notes.add("the copy lacks the %s: %s".formatted(what, ScratchStructureFailure.messageOf(e)));
        }
    }
}
