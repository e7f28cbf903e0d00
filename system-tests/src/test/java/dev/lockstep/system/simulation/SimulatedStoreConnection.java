package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.FinishedRestore;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.TargetBackups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker's connection to one store. Every call is a port call and can fail. */
final class SimulatedStoreConnection implements ConnectedTarget, StepJournal, CheckRunner {
    private static final DryRunResult NOTHING_FOUND = new DryRunResult(
            0, null, null, 0, 0, DryRunResult.Undo.EXACT, null, new DryRunFindings.Redis(null, null, 0));

    private final SimulationRuntime runtime;
    // Each is another database, so that a migration is never bound to the same wrong one twice.
    private int wrongDatabases;
    private final SimulatedStore store;
    private final Outage outage;
    private final InjectedFailures failures;
    private final Fencing fencing;

    SimulatedStoreConnection(
            SimulationRuntime runtime,
            SimulatedStore store,
            Outage outage,
            InjectedFailures failures,
            Fencing fencing) {
        this.runtime = runtime;
        this.store = store;
        this.outage = outage;
        this.failures = failures;
        this.fencing = fencing;
    }

    /** Whether the store refuses changes of dispatches below the fence. */
    enum Fencing {
        ON,
        OFF
    }

    SimulatedStore store() {
        return store;
    }

    /** A connection to a copy of the store in which no step fails, but every call can. */
    SimulatedStoreConnection toCopy(SimulatedStore copy) {
        return new SimulatedStoreConnection(runtime, copy, outage, new InjectedFailures(), fencing);
    }

    InjectedFailures failures() {
        return failures;
    }

    /** One call to the store. */
    void callStore() {
        runtime.portCall();
        outage.ensureAvailable();
        if (runtime.injects(Fault.STORE_CALL_FAILED)) {
            throw new InjectedFaultException(Fault.STORE_CALL_FAILED);
        }
    }

    void ensureFence(DispatchNumber dispatch) {
        switch (fencing) {
            case ON -> store.ensureFence(dispatch);
            case OFF -> {}
        }
    }

    /** Sets the value of a unit, or removes the unit if the value is absent. */
    void change(StepContext context, String unit, Direction direction, @Nullable Long value) {
        String worker = runtime.scheduler().current().toString();
        store.change(
                new UnitChange(store.name(), context.key(), unit, direction, context.dispatch(), store.fence(), worker),
                value);
    }

    @Override
    public StepJournal journal() {
        return this;
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return switch (store.kind()) {
            case POSTGRES ->
                List.of(
                        new SimulatedPostgresExecutor<>(PostgresSql.class, this),
                        new SimulatedPostgresExecutor<>(PostgresCreateIndex.class, this));
            case MONGO ->
                List.of(
                        new SimulatedMongoExecutor<>(MongoUpdate.class, this),
                        new SimulatedMongoExecutor<>(MongoRenameField.class, this));
            case REDIS ->
                List.of(
                        new SimulatedRedisExecutor<>(RedisTransform.class, this),
                        new SimulatedRedisExecutor<>(RedisExpire.class, this));
        };
    }

    @Override
    public CheckRunner checks() {
        return this;
    }

    @Override
    public TargetBackups backups() {
        throw new UnsupportedOperationException("SimulatedBackups makes the backups");
    }

    @Override
    public ScratchCopies scratchCopies() {
        return new SimulatedScratchCopies(this);
    }

    @Override
    public DryRunner dryRunner() {
        return this::dryRun;
    }

    private List<DryRunOutcome> dryRun(List<DryRunner.DryRunStep> steps, StepContext context) {
        List<DryRunOutcome> outcomes = new ArrayList<>();
        for (DryRunner.DryRunStep step : steps) {
            callStore();
            context.progress(new Progress(outcomes.size(), (long) steps.size()));
            StepId id = step.step().id();
            outcomes.add(
                    failures.isInjected(FailurePoint.DRY_RUN, id)
                            ? new DryRunOutcome.Failed(
                                    id, StepFailure.Permanent.withoutEffect("injected", "the step would fail"))
                            : new DryRunOutcome.Passed(id, NOTHING_FOUND));
        }
        return outcomes;
    }

    @Override
    public String serverVersion() {
        return "1.0";
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        if (!(thrown instanceof InjectedFaultException injected)) {
            throw thrown;
        }
        return injected.fault() == Fault.STORE_OUTAGE
                ? new StepFailure.Unreachable("injected", "the store is unreachable")
                : new StepFailure.Transient("injected", "the call to the store failed");
    }

    /** The simulation sends no requests about targets. */
    @Override
    public boolean replaceIdentity(TargetIdentity expected, TargetIdentity replacement) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TargetIdentity identity() {
        callStore();
        return runtime.injects(Fault.WRONG_DATABASE)
                ? SimulatedStore.identityOf("another %s %d".formatted(store.name(), ++wrongDatabases))
                : store.journal().identity();
    }

    @Override
    public JournalEntry read(StepKey key) {
        callStore();
        return store.journal().read(key);
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        callStore();
        boolean written = store.journal().write(key, expected, next);
        runtime.portCall();
        return written;
    }

    @Override
    public Optional<FinishedRestore> lastRestore() {
        callStore();
        return store.journal().lastRestore();
    }

    @Override
    public void recordRestore(FinishedRestore ended) {
        callStore();
        store.journal().recordRestore(ended);
    }

    @Override
    public PurgedRows purge(StepKey key, PurgeListener listener) {
        return store.journal().purge(key, listener);
    }

    @Override
    public String run(Verification check, Duration limit) {
        callStore();
        return failures.isInjected(FailurePoint.CHECK, SimulatedPlans.stepOf(check)) ? "1" : "0";
    }

    @Override
    public void close() {}
}
