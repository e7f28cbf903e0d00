package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.orchestration.JdbcDeadlines;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Told;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.orchestration.Voice;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.function.BooleanSupplier;

/** Tells the sagas what time it is: one transaction for each pause that is over and each lease that lapsed. */
public final class Deadlines {
    private final JdbcDeadlines deadlines;
    private final SagaShell sagas;
    private final Transactions transactions;
    private final Interruption interruption;
    private final Runnable lapsed;

    /**
     * Looks into these rows.
     *
     * @param lapsed called for every lease that lapsed
     */
    public Deadlines(
            JdbcDeadlines deadlines,
            SagaShell sagas,
            Transactions transactions,
            Interruption interruption,
            Runnable lapsed) {
        this.deadlines = deadlines;
        this.sagas = sagas;
        this.transactions = transactions;
        this.interruption = interruption;
        this.lapsed = lapsed;
    }

    /** Everything that is due now. */
    public void tick() {
        untilNothingIsLeft(this::wakeOne);
        if (deadlines.anyLapsed() && interruption.isOver()) {
            untilNothingIsLeft(this::lapseOne);
        }
    }

    private void untilNothingIsLeft(BooleanSupplier one) {
        boolean more = true;
        while (more) {
            more = transactions.run(one::getAsBoolean);
        }
    }

    private boolean wakeOne() {
        return deadlines
                .takeDue()
                .map(due -> sagas.tell(
                        due.migration(),
                        Voice.coordinator("the pause is over"),
                        occasion -> new SagaCommand.Wake(occasion, due.step())))
                .isPresent();
    }

    private boolean lapseOne() {
        return deadlines.nextLapsed().map(this::lapse).isPresent();
    }

    private Told lapse(JdbcDeadlines.Lapsed silent) {
        Told told = sagas.tell(
                silent.migration(),
                Voice.coordinator("silent past its lease"),
                occasion -> new SagaCommand.LapseLease(occasion, silent.step(), silent.dispatch(), silent.lastHeard()));
        deadlines.forget(silent.dispatch());
        Transactions.afterCommit(lapsed);
        return told;
    }
}
