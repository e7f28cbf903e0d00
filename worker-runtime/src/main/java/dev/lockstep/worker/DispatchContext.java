package dev.lockstep.worker;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Instant;

/** One dispatch as its executor sees it. */
record DispatchContext(Dispatch of, JournalEntry entry) implements StepContext {
    @Override
    public StepKey key() {
        return of.key();
    }

    @Override
    public DispatchNumber dispatch() {
        return of.number();
    }

    @Override
    public Instant startedAt() {
        return of.startedAt();
    }

    @Override
    public ConflictPolicy onConflict() {
        return of.command().step().onConflict();
    }

    @Override
    public JournalEntry entryWith(StepResult result) {
        StepRecord intent = entry.stepOrThrow();
        return switch (intent.phase()) {
            case APPLYING -> with(intent.applied(StepPhase.APPLIED, result));
            case FINISHING -> with(intent.finished(result));
            case APPLIED, FINISHED, COMPENSATING, COMPENSATED -> throw cannotEnd(intent, "applied");
        };
    }

    @Override
    public JournalEntry entryWith(CompensationResult result) {
        StepRecord intent = entry.stepOrThrow();
        return switch (intent.phase()) {
            case COMPENSATING -> with(intent.compensated(result));
            case APPLYING, APPLIED, FINISHING, FINISHED, COMPENSATED -> throw cannotEnd(intent, "compensated");
        };
    }

    @Override
    public void progress(Progress progress) {
        of.signals().progress(progress);
        checkpoint();
    }

    @Override
    public void checkpoint() {
        of.giveWayIfSuperseded();
    }

    private JournalEntry with(StepRecord next) {
        return new JournalEntry(entry.fence(), next);
    }

    private IllegalStateException cannotEnd(StepRecord intent, String as) {
        return new IllegalStateException(
                "dispatch %s of %s is %s and cannot end as %s".formatted(dispatch(), key(), intent.phase(), as));
    }
}
