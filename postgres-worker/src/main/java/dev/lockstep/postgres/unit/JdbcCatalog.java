package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.JdbcSavepoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads snapshots of the catalog and releases the locks that reading takes. */
public final class JdbcCatalog {
    private static final String QUERY = loadQuery();

    private final String historyTable;

    /**
     * Creates a reader whose snapshots do not contain the schema history.
     *
     * @param historyTable the qualified, quoted name of the schema history table
     */
    public JdbcCatalog(String historyTable) {
        this.historyTable = historyTable;
    }

    /** Reads the committed catalog on a pooled connection, whose catalog cache is usually filled already. */
    public CatalogSnapshot readCommitted(JdbcDispatchSession session) {
        return session.readCatalog(this::query);
    }

    /** Reads the catalog in the current transaction, with its uncommitted changes. */
    public CatalogSnapshot read(JdbcClient jdbc) {
        return JdbcSavepoint.readCatalog(jdbc, () -> query(jdbc));
    }

    private CatalogSnapshot query(JdbcClient jdbc) {
        return CatalogSnapshot.of(jdbc
                .sql(QUERY)
                .param("history", historyTable)
                .query((row, number) -> new String[] {row.getString(1), row.getString(2)})
                .list()
                .stream());
    }

    private static String loadQuery() {
        try (InputStream sql = Objects.requireNonNull(
                JdbcCatalog.class.getResourceAsStream("catalog.sql"), "catalog.sql is a resource of this class")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
