package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A submitted plan and the id of its migration.
 *
 * @param plan what the migration runs: the posted plan without its contract steps
 * @param mode what becomes of the plan
 * @param checksum the checksum of the plan, kept because every command carries it and a plan has up to 1 MiB
 * @param runsStepsInParallel whether steps on different targets that do not depend on each other run at the same time
 * @param approvedDryRun the dry run that the approver has looked at; absent if there is none
 * @param posted the plan with its contract steps, which another migration applies later
 * @param expand what the migration knows of the one whose contract steps it applies; absent if it applies none
 */
public record SubmittedPlan(
        MigrationId migration,
        Plan plan,
        RunMode mode,
        Checksum checksum,
        Instant submittedAt,
        Actor submitter,
        boolean runsStepsInParallel,
        @Nullable ApprovedDryRun approvedDryRun,
        Plan posted,
        @Nullable ExpandLink expand) {
    /**
     * The completed migration whose contract steps a migration applies.
     *
     * @param identities the databases that it has changed
     */
    public record ExpandLink(MigrationId migration, Map<TargetName, TargetIdentity> identities) {
        public ExpandLink {
            identities = Map.copyOf(identities);
        }
    }

    static SubmittedPlan of(SagaEvent.Submission event, RunMode mode, Actor submitter) {
        return new SubmittedPlan(
                event.migration(),
                event instanceof SagaEvent.SubmittedAsContract
                        ? event.plan()
                        : event.plan().expandPart(),
                mode,
                Checksum.of(event.plan()),
                event.at(),
                submitter,
                runsStepsInParallel(event),
                null,
                event.plan(),
                event instanceof SagaEvent.SubmittedAsContract contract
                        ? new ExpandLink(contract.expand(), contract.identities())
                        : null);
    }

    /** The plan of the migration that applies the contract steps later; empty if there are none. */
    public Optional<Plan> contractPart() {
        return posted.contractPart();
    }

    /** The migration whose contract steps this one applies; absent if it applies none. */
    public @Nullable MigrationId expandMigration() {
        return expand == null ? null : expand.migration();
    }

    /** The databases to which the migration is bound before it has checked them. */
    Map<TargetName, TargetIdentity> knownIdentities() {
        if (expand != null) {
            return expand.identities();
        }
        return approvedDryRun == null ? Map.of() : approvedDryRun.identities();
    }

    private static boolean runsStepsInParallel(SagaEvent.Submission event) {
        return switch (event) {
            case SagaEvent.SubmittedWithParallelSteps _e -> true;
            case SagaEvent.SubmittedWithLimits e -> e.plan().spec().namesDependencies();
            case SagaEvent.SubmittedWithContract e -> e.plan().spec().namesDependencies();
            case SagaEvent.SubmittedAsContract e -> e.plan().spec().namesDependencies();
            case SagaEvent.Submitted _e -> false;
            case SagaEvent.SubmittedWithGates _e -> false;
            case SagaEvent.SubmittedWithProcedure _e -> false;
            case SagaEvent.SubmittedAsDryRun _e -> false;
            case SagaEvent.SubmittedAsRehearsal _e -> false;
        };
    }

    SubmittedPlan approvedWith(ApprovedDryRun dryRun) {
        return new SubmittedPlan(
                migration, plan, mode, checksum, submittedAt, submitter, runsStepsInParallel, dryRun, posted, expand);
    }
}
