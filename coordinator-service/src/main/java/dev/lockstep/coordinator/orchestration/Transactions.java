package dev.lockstep.coordinator.orchestration;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs work in a transaction, and repeats it after a conflict with a concurrent one. */
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int MAX_ATTEMPTS = 8;
    private final TransactionTemplate template;

    public Transactions(PlatformTransactionManager manager) {
        this.template = new TransactionTemplate(manager);
    }

    /** Joins a running transaction; its owner then repeats the work. */
    public <T> T run(Supplier<T> work) {
        return TransactionSynchronizationManager.isActualTransactionActive() ? work.get() : runWithRetries(work);
    }

    /** Repeats work, each time in a transaction of its own, while it returns true. */
    public void repeat(BooleanSupplier work) {
        boolean more = true;
        while (more) {
            more = run(work::getAsBoolean);
        }
    }

    /** Runs an action after the current transaction has committed, or now if there is none. */
    public static void afterCommit(Runnable action) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            action.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    private <T> T runWithRetries(Supplier<T> work) {
        int attempt = 1;
        while (true) {
            try {
                return template.execute(_status -> work.get());
            } catch (ConcurrencyFailureException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                attempt++;
                LOG.atDebug()
                        .addKeyValue("attempt", attempt)
                        .setCause(e)
                        .log("A transaction conflicted with another one and is repeated");
            }
        }
    }
}
