package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A submitted plan and the id of its migration.
 *
 * @param mode what becomes of the plan
 * @param checksum the checksum of the plan, kept because every command carries it and a plan has up to 1 MiB
 * @param runsStepsInParallel whether steps on different targets that do not depend on each other run at the same time
 * @param approvedDryRun the dry run that the approver has looked at; absent if there is none
 */
public record SubmittedPlan(
        MigrationId migration,
        Plan plan,
        RunMode mode,
        Checksum checksum,
        Instant submittedAt,
        Actor submitter,
        boolean runsStepsInParallel,
        @Nullable ApprovedDryRun approvedDryRun) {
    static SubmittedPlan of(SagaEvent.Submission event, RunMode mode, Actor submitter) {
        return new SubmittedPlan(
                event.migration(),
                event.plan(),
                mode,
                Checksum.of(event.plan()),
                event.at(),
                submitter,
                runsStepsInParallel(event),
                null);
    }

    private static boolean runsStepsInParallel(SagaEvent.Submission event) {
        return event instanceof SagaEvent.SubmittedWithParallelSteps
                || (event instanceof SagaEvent.SubmittedWithLimits
                        && event.plan().spec().namesDependencies());
    }

    SubmittedPlan approvedWith(ApprovedDryRun dryRun) {
        return new SubmittedPlan(migration, plan, mode, checksum, submittedAt, submitter, runsStepsInParallel, dryRun);
    }
}
