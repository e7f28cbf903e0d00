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

/** A storage for backups that keeps nothing: the saga only needs to know that a backup was made. */
final class SimulatedBackups implements BackupStore {
    private final SimulationRuntime runtime;
    private final InjectedFailures failures;

    SimulatedBackups(SimulationRuntime runtime, InjectedFailures failures) {
        this.runtime = runtime;
        this.failures = failures;
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
        Instant now = runtime.scheduler().currentInstant();
        return new BackupResult(
                new Digest("0".repeat(64)), now, now.plus(request.keep()), 1, 1, "location", "none", 1, null, null);
    }

    @Override
    public RestoreResult restore(RestoreRequest request, ConnectedTarget target, StepContext context) {
        throw OperationFailed.withoutEffect("backup-unknown", "there is no backup");
    }
}
