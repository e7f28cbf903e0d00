package dev.lockstep.worker;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** The context that an executor gets for one dispatch. */
record DispatchContext(Dispatch runningDispatch, JournalEntry entry, HealthGate gate, AtomicBoolean entryTaken)
        implements StepContext {
    private static final int BATCHES_PER_SECOND = 4;

    static DispatchContext of(Dispatch dispatch, JournalEntry entry) {
        return of(dispatch, entry, HealthGate.open(dispatch));
    }

    /** @param gate is passed between two batches; a script, which has a transaction open, is not held back */
    static DispatchContext of(Dispatch dispatch, JournalEntry entry, HealthGate gate) {
        boolean hasBatches = dispatch.command().step().operation().isDoneUnitByUnit();
        return new DispatchContext(dispatch, entry, hasBatches ? gate : HealthGate.open(dispatch), new AtomicBoolean());
    }

    /** Whether the executor has asked for the entry with its result, to write it in its own transaction. */
    boolean isEntryTaken() {
        return entryTaken.get();
    }

    @Override
    public StepKey key() {
        return runningDispatch.key();
    }

    @Override
    public DispatchNumber dispatch() {
        return runningDispatch.number();
    }

    @Override
    public Instant startedAt() {
        return runningDispatch.startedAt();
    }

    @Override
    public ConflictPolicy onConflict() {
        return runningDispatch.command().step().onConflict();
    }

    @Override
    public Masking masking() {
        return runningDispatch.reports().masking();
    }

    @Override
    public JournalEntry entryWith(StepResult result) {
        entryTaken.set(true);
        return resultEntry(result);
    }

    @Override
    public JournalEntry entryWith(CompensationResult result) {
        entryTaken.set(true);
        return resultEntry(result);
    }

    JournalEntry resultEntry(StepResult result) {
        StepRecord intent = entry.stepOrThrow();
        return switch (intent.phase()) {
            case APPLYING -> withStep(intent.withApplied(StepPhase.APPLIED, result));
            case FINISHING -> withStep(intent.withFinished(result));
            case APPLIED, FINISHED, COMPENSATING, COMPENSATED -> throw unexpectedResult(intent, "applied");
        };
    }

    JournalEntry resultEntry(CompensationResult result) {
        StepRecord intent = entry.stepOrThrow();
        return switch (intent.phase()) {
            case COMPENSATING -> withStep(intent.withCompensated(result));
            case APPLYING, APPLIED, FINISHING, FINISHED, COMPENSATED -> throw unexpectedResult(intent, "compensated");
        };
    }

    @Override
    public int batchSize(int preferred) {
        CommandHeader header = runningDispatch.command().header();
        Integer set = header.batchSize();
        int size = set == null ? preferred : set;
        Integer rate = header.unitsPerSecond();
        return rate == null ? size : Math.clamp(rate / BATCHES_PER_SECOND, 1, size);
    }

    @Override
    public void progress(Progress progress) {
        runningDispatch.signals().progress(progress);
        gate.awaitNextBatch();
        checkpoint();
    }

    @Override
    public void checkpoint() {
        runningDispatch.throwIfSuperseded();
    }

    private JournalEntry withStep(StepRecord next) {
        return new JournalEntry(entry.fence(), next);
    }

    private IllegalStateException unexpectedResult(StepRecord intent, String result) {
        return new IllegalStateException(
                "dispatch %s of %s is %s and cannot end as %s".formatted(dispatch(), key(), intent.phase(), result));
    }
}
