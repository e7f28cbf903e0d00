package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.time.Instant;

/** A storage for backups that keeps no data: the store remembers only that it was backed up. */
final class SimulatedBackups implements BackupStore {
    private final SimulationRuntime runtime;
    private final SimulatedStore store;
    private final InjectedFailures failures;
    private final Defect defect;

    SimulatedBackups(SimulationRuntime runtime, SimulatedStoreConnection connection, Defect defect) {
        this.runtime = runtime;
        this.store = connection.store();
        this.failures = connection.failures();
        this.defect = defect;
    }

    @Override
    public BackupResult backUp(BackupRequest request, ConnectedTarget target, StepContext context) {
        for (Step step : request.steps()) {
            runtime.portCall();
            context.progress(Progress.NONE);
            if (failures.isInjected(FailurePoint.BACKUP, step.id())) {
                throw OperationFailed.withoutEffect("injected", "the backup has no room");
            }
        }
        if (defect != Defect.BACKUP_SKIPPED) {
            store.backups().add(context.key().migration());
        }
        Instant now = runtime.scheduler().currentInstant();
        return new BackupResult(
                new Digest("0".repeat(64)), now, now.plus(request.keep()), 1, 1, "location", "none", 1, null, null);
    }

    @Override
    public RestoreResult restore(RestoreRequest request, ConnectedTarget target, StepContext context) {
        throw OperationFailed.withoutEffect("backup-unknown", "there is no backup");
    }
}
