package dev.lockstep.postgres.target;

import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A part of a transaction whose effects, locks and settings are rolled back when it ends. */
public final class JdbcSavepoint {
    private JdbcSavepoint() {}

    /** Runs the work, then rolls back to the state before it; the transaction goes on. */
    public static <T> T rolledBack(JdbcClient jdbc, Supplier<T> work) {
        jdbc.sql("SAVEPOINT lockstep").update();
        T result = work.get();
        jdbc.sql("ROLLBACK TO SAVEPOINT lockstep; RELEASE SAVEPOINT lockstep").update();
        return result;
    }

    /** The same, with {@link SessionSettings#FOR_CATALOG}. */
    public static <T> T readingCatalog(JdbcClient jdbc, Supplier<T> work) {
        return rolledBack(jdbc, () -> {
            jdbc.sql(SessionSettings.FOR_CATALOG.forTransaction()).query().listOfRows();
            return work.get();
        });
    }
}
