package dev.lockstep.postgres.rehearsal;

import static dev.lockstep.postgres.target.SqlQuoting.literal;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The options with which a database was created.
 *
 * @param provider {@code datlocprovider} of the catalog; absent before PostgreSQL 15
 * @param locale locale of the providers ICU and builtin
 * @param rules collation rules of ICU
 */
record JdbcDatabaseOptions(
        String encoding,
        String collation,
        String ctype,
        @Nullable String provider,
        @Nullable String locale,
        @Nullable String rules) {
    private static final String OF_CURRENT =
            """
            SELECT pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collation, d.datctype AS ctype,
                   to_jsonb(d) ->> 'datlocprovider' AS provider,
                   coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
                   to_jsonb(d) ->> 'daticurules' AS rules
              FROM pg_database d WHERE d.datname = current_database()""";

    static JdbcDatabaseOptions read(JdbcClient jdbc) {
        return jdbc.sql(OF_CURRENT).query(JdbcDatabaseOptions.class).single();
    }

    String createDatabase(ScratchName name) {
        return "CREATE DATABASE %s TEMPLATE template0 ENCODING %s LC_COLLATE %s LC_CTYPE %s%s"
                .formatted(name, literal(encoding), literal(collation), literal(ctype), localeProvider());
    }

    private String localeProvider() {
        return switch (String.valueOf(provider)) {
            case "i" ->
                " LOCALE_PROVIDER icu ICU_LOCALE " + literal(String.valueOf(locale))
                        + (rules == null ? "" : " ICU_RULES " + literal(rules));
            case "b" -> " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + literal(String.valueOf(locale));
            case "c" -> " LOCALE_PROVIDER libc";
            default -> "";
        };
    }
}
