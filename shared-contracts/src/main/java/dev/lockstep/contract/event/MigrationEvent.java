package dev.lockstep.contract.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data of one public CloudEvent about a migration. */
public sealed interface MigrationEvent {
    /** The plan that the migration runs. */
    PlanName plan();

    /** The type attribute of the CloudEvent. */
    default String type() {
        return "dev.lockstep.migration."
                + switch (this) {
                    case Started _e -> "started";
                    case StepApplied _e -> "step.applied";
                    case StepCompensated _e -> "step.compensated";
                    case RollbackBegan _e -> "rollback-began";
                    case Completed _e -> "completed";
                    case RolledBack _e -> "rolled-back";
                    case NeedsOperator _e -> "needs-operator";
                    case ClosedByOperator _e -> "closed-by-operator";
                    case Rejected _e -> "rejected";
                    case Cancelled _e -> "cancelled";
                };
    }

    /** Whether this event is the outcome of its round, which is the last event of the round. */
    default boolean isOutcome() {
        return switch (this) {
            case Started _e -> false;
            case StepApplied _e -> false;
            case StepCompensated _e -> false;
            case RollbackBegan _e -> false;
            case Completed _e -> true;
            case RolledBack _e -> true;
            case NeedsOperator _e -> true;
            case ClosedByOperator _e -> true;
            case Rejected _e -> true;
            case Cancelled _e -> true;
        };
    }

    /**
     * The migration holds all of its targets, and its preflight commands are in the outbox.
     *
     * @param expand the migration whose contract steps this one applies; absent if it applies none
     */
    record Started(
            @JsonProperty(required = true) PlanName plan,
            Map<String, String> labels,
            @JsonProperty(required = true) List<TargetName> targets,
            @Nullable MigrationId expand)
            implements MigrationEvent {}

    record StepApplied(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) StepId step,
            @JsonProperty(required = true) TargetName target,
            @JsonProperty(required = true) StepResult result)
            implements MigrationEvent {}

    record StepCompensated(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) StepId step,
            @JsonProperty(required = true) TargetName target,
            @JsonProperty(required = true) CompensationResult result)
            implements MigrationEvent {}

    /**
     * The rollback has begun: from now on, the coordinator dispatches only compensations.
     *
     * @param step the step whose failure caused the rollback; absent if an operator requested it
     */
    record RollbackBegan(
            @JsonProperty(required = true) PlanName plan,
            @Nullable StepId step,
            @JsonProperty(required = true) String cause)
            implements MigrationEvent {}

    /**
     * Every step is applied and verified.
     *
     * @param rollbackRefused why the rollback of the completed migration has not started, and changed nothing; absent
     *     in the round in which the steps were applied
     * @param contract the linked migration, which applies the contract steps of the plan later; absent if there are none
     */
    record Completed(
            @JsonProperty(required = true) PlanName plan,
            @Nullable String rollbackRefused,
            @Nullable MigrationId contract)
            implements MigrationEvent {}

    /**
     * Every unit has the value from before the migration again, except the units that applications have changed since.
     *
     * @param conflicts number of units that keep an application's value
     * @param failedSmokeTests what the smoke tests after the rollback have found; empty if there are none or all passed
     */
    record RolledBack(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) String cause,
            @JsonProperty(required = true) long conflicts,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> failedSmokeTests)
            implements MigrationEvent {
        public RolledBack(PlanName plan, String cause, long conflicts, @Nullable List<String> failedSmokeTests) {
            this.plan = plan;
            this.cause = cause;
            this.conflicts = conflicts;
            this.failedSmokeTests = failedSmokeTests == null ? List.of() : List.copyOf(failedSmokeTests);
        }
    }

    /**
     * A compensation failed, or an irreversible step cannot be confirmed; an operator must decide how to continue.
     *
     * @param stuck the last failure of each step that waits for the operator, by step id
     * @param held the steps whose compensation waits for a stuck step
     */
    record NeedsOperator(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) Map<String, StepFailure> stuck,
            @JsonProperty(required = true) List<StepId> held)
            implements MigrationEvent {}

    /**
     * An operator closed the migration.
     *
     * @param leftApplied the steps whose effect remains in the stores
     */
    record ClosedByOperator(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) List<StepId> leftApplied,
            @JsonProperty(required = true) String reason)
            implements MigrationEvent {}

    /** A preflight failed; nothing was changed. */
    record Rejected(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) Map<String, StepFailure> failures)
            implements MigrationEvent {}

    /**
     * The migration was cancelled before anything was changed.
     *
     * @param expand the migration whose contract steps this one was to apply; absent if it was to apply none
     */
    record Cancelled(
            @JsonProperty(required = true) PlanName plan,
            @JsonProperty(required = true) String reason,
            @Nullable MigrationId expand)
            implements MigrationEvent {}
}
