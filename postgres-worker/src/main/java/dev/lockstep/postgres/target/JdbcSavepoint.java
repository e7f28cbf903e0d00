package dev.lockstep.postgres.target;

import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs work inside a transaction and then rolls back its effects, locks and settings. */
public final class JdbcSavepoint {
    private JdbcSavepoint() {}

    /** Runs the work and rolls it back; the transaction stays open. If the work fails, it is not rolled back. */
    public static <T> T runAndRollBack(JdbcClient jdbc, Supplier<T> work) {
        jdbc.sql("SAVEPOINT lockstep").update();
        T result = work.get();
        rollBack(jdbc);
        return result;
    }

    /** Rolls back work that has failed, so that the transaction can continue. */
    public static void rollBack(JdbcClient jdbc) {
        jdbc.sql("ROLLBACK TO SAVEPOINT lockstep; RELEASE SAVEPOINT lockstep").update();
    }

    /** Runs the work with {@link SessionSettings#FOR_CATALOG} and rolls it back. */
    public static <T> T readCatalog(JdbcClient jdbc, Supplier<T> work) {
        return runAndRollBack(jdbc, () -> {
            jdbc.sql(SessionSettings.FOR_CATALOG.transactionQuery()).query().listOfRows();
            return work.get();
        });
    }
}
