package dev.lockstep.coordinator.orchestration;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs work in one transaction, again on fresh state where a concurrent one was in its way. */
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int ATTEMPTS = 8;

    private final TransactionTemplate template;

    public Transactions(PlatformTransactionManager manager) {
        this.template = new TransactionTemplate(manager);
    }

    /** Joins a transaction that is under way, whose owner then does the repeating. */
    public <T> T run(Supplier<T> work) {
        return TransactionSynchronizationManager.isActualTransactionActive() ? work.get() : repeated(work);
    }

    /** Runs it once the transaction under way has committed, and never if it does not; at once where there is none. */
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

    private <T> T repeated(Supplier<T> work) {
        int attempt = 1;
        while (true) {
            try {
                return template.execute(_status -> work.get());
            } catch (ConcurrencyFailureException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                attempt++;
                LOG.atDebug().addKeyValue("attempt", attempt).setCause(e).log("A transaction is tried again");
            }
        }
    }
}
