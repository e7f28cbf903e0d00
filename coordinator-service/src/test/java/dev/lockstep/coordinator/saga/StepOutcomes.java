package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;

/** Outcomes of dry runs of single steps. */
final class StepOutcomes {
    private StepOutcomes() {}

    static DryRunOutcome passed(String step) {
        return passed(step, 3);
    }

    static DryRunOutcome passed(String step, long units) {
        DryRunFindings findings = new DryRunFindings.Mongo("c", 9, null, "COLLSCAN");
        return new DryRunOutcome.Passed(
                new StepId(step),
                new DryRunResult(units, null, null, 100, 20, DryRunResult.Undo.EXACT, null, findings));
    }

    static DryRunOutcome failed(String step) {
        return new DryRunOutcome.Failed(
                new StepId(step), StepFailure.Permanent.withoutEffect("42P01", "no such table"));
    }

    static DryRunOutcome notTried(String step) {
        return new DryRunOutcome.NotTried(new StepId(step), "an earlier step failed");
    }

    static RehearsalResult rehearsal() {
        return new RehearsalResult("copy", 12, true, new Digest("0".repeat(64)), 100, null, null);
    }

    static BackupResult backup() {
        return new BackupResult(
                new Digest("0".repeat(64)),
                ScenarioCommand.START,
                ScenarioCommand.START.plus(Duration.ofDays(7)),
                3,
                1_000,
                "migration/target",
                "redis-dump",
                1,
                null,
                null);
    }
}
