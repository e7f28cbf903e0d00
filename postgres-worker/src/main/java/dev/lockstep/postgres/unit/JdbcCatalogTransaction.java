package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the catalog, and reads it again if another session has dropped an object meanwhile. Queries see the rows of their
 * snapshot, but the functions that print definitions see the latest committed catalog.
 */
final class JdbcCatalogTransaction {
    private static final int MAX_ATTEMPTS = 10;
    /** Internal errors such as "cache lookup failed", and errors about undefined tables, columns, routines and types. */
    private static final Set<String> OBJECT_MISSING = Set.of("XX000", "42P01", "42703", "42883", "42704", "3F000");

    private JdbcCatalogTransaction() {}

    /** Reads in the current transaction, with its uncommitted changes; releases the locks that reading takes. */
    static <T> T read(JdbcClient jdbc, Function<JdbcClient, T> query) {
        return retry(() -> {
            try {
                return JdbcSavepoint.readCatalog(jdbc, () -> query.apply(jdbc));
            } catch (DataAccessException e) {
                if (isObjectMissing(e)) {
                    JdbcSavepoint.rollBack(jdbc);
                }
                throw e;
            }
        });
    }

    /** Reads the committed catalog; each attempt is a transaction of its own. */
    static JdbcCatalogReader retrying(JdbcCatalogReader reader) {
        return new JdbcCatalogReader() {
            @Override
            public <T> T read(Function<JdbcClient, T> query) {
                return retry(() -> reader.read(query));
            }
        };
    }

    private static <T> T retry(Supplier<T> read) {
        for (int attempts = 1; ; attempts++) {
            try {
                return read.get();
            } catch (DataAccessException e) {
                if (!isObjectMissing(e)) {
                    throw e;
                }
                if (attempts == MAX_ATTEMPTS) {
                    throw OperationFailed.retriable(
                            "catalog-changing",
                            "objects were missing in each of %d attempts to read the catalog: %s"
                                    .formatted(attempts, PostgresFailures.of(e).message()));
                }
            }
        }
    }

    private static boolean isObjectMissing(DataAccessException e) {
        return OBJECT_MISSING.contains(PostgresFailures.of(e).code());
    }
}
