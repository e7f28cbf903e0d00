package dev.lockstep.coordinator.orchestration;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs work in a transaction, and repeats the work after a conflict with a concurrent transaction. */
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    // At each conflict another transaction has made progress, so a few attempts are enough.
    private static final int MAX_ATTEMPTS = 8;
    private final TransactionTemplate template;

    public Transactions(PlatformTransactionManager manager) {
        this.template = new TransactionTemplate(manager);
    }

    /** Joins the current transaction if there is one; after a conflict the caller that opened it repeats the work. */
    public <T> T run(Supplier<T> work) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? work.get()
                : runWithRetries(_status -> work.get());
    }

    /** Like {@link #run}, for work without a result. */
    public void runWithoutResult(Runnable work) {
        run(() -> {
            work.run();
            return true;
        });
    }

    /** Runs work in a transaction of its own that is always rolled back. What runs after a commit does not run. */
    public <T> T runAndRollBack(Supplier<T> work) {
        return runWithRetries(status -> {
            status.setRollbackOnly();
            return work.get();
        });
    }

    private <T> T runWithRetries(TransactionCallback<T> work) {
        int attempt = 1;
        while (true) {
            try {
                return template.execute(work);
            } catch (ConcurrencyFailureException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                attempt++;
                LOG.atDebug()
                        .addKeyValue("attempt", attempt)
                        .setCause(e)
                        .log("Repeating a transaction after a conflict with another transaction");
            }
        }
    }
}
