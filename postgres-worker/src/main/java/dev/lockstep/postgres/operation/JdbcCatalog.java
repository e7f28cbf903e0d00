package dev.lockstep.postgres.operation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the catalog without keeping any of the locks that reading it takes. */
final class JdbcCatalog {
    private static final String QUERY = query();

    /** Every name comes out qualified when nothing but the system's own schema is on the path; to compile would be slower. */
    private static final String BEGIN =
            """
            SAVEPOINT lockstep_catalog;
            SET LOCAL role = none;
            SET LOCAL search_path = pg_catalog;
            SET LOCAL jit = off""";

    private static final String END =
            """
            ROLLBACK TO SAVEPOINT lockstep_catalog;
            RELEASE SAVEPOINT lockstep_catalog""";

    private final HistoryTable history;

    JdbcCatalog(HistoryTable history) {
        this.history = history;
    }

    /** Inside a transaction: what it takes, locks and search path, is given back at the savepoint. */
    CatalogImage read(JdbcClient jdbc) {
        jdbc.sql(BEGIN).update();
        CatalogImage image = CatalogImage.of(jdbc
                .sql(QUERY)
                .param("history", history.qualified())
                .query((row, number) -> new String[] {row.getString(1), row.getString(2)})
                .stream());
        jdbc.sql(END).update();
        return image;
    }

    private static String query() {
        try (InputStream sql = Objects.requireNonNull(
                JdbcCatalog.class.getResourceAsStream("catalog.sql"), "catalog.sql belongs to this class")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
