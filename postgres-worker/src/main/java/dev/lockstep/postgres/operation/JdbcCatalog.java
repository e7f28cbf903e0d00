package dev.lockstep.postgres.operation;

import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.target.SessionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the catalog without keeping any of the locks that reading it takes. */
final class JdbcCatalog {
    private static final String QUERY = query();

    private static final String SAME_FOR_ALL = SessionSettings.SAME_FOR_ALL.forTransaction();

    private static final String END =
            """
            ROLLBACK TO SAVEPOINT lockstep_catalog;
            RELEASE SAVEPOINT lockstep_catalog""";

    private final HistoryTable history;

    JdbcCatalog(HistoryTable history) {
        this.history = history;
    }

    /** As everybody sees it, by a connection that has read it before: a new one would first have to learn the catalog. */
    CatalogImage committed(JdbcDispatchSession session) {
        return session.inCatalog(this::ask);
    }

    /** Inside a transaction: what it takes, locks and search path, is given back at the savepoint. */
    CatalogImage read(JdbcClient jdbc) {
        jdbc.sql("SAVEPOINT lockstep_catalog").update();
        jdbc.sql(SAME_FOR_ALL).query().listOfRows();
        CatalogImage image = ask(jdbc);
        jdbc.sql(END).update();
        return image;
    }

    private CatalogImage ask(JdbcClient jdbc) {
        return CatalogImage.of(jdbc
                .sql(QUERY)
                .param("history", history.qualified())
                .query((row, number) -> new String[] {row.getString(1), row.getString(2)})
                .list()
                .stream());
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
