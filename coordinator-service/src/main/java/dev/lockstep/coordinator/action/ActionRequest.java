package dev.lockstep.coordinator.action;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Throttle;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import dev.lockstep.coordinator.saga.ApprovedDryRun;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Pace;
import dev.lockstep.coordinator.saga.RunningScripts;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of an operator action.
 *
 * @param reason why the operator performs the action; stored in the timeline
 * @param step the step to skip; only used by skip
 * @param dryRun the dry run that the approver has looked at; only used by approve
 * @param scripts what becomes of running PostgreSQL steps: {@code finish} (the default) or {@code cancel}; only used by
 *     pause
 * @param unitsPerSecond the highest rate of each step that is done unit by unit; absent to lift the limit; only used by
 *     throttle
 * @param batchSize the number of units per batch of these steps; absent for the workers' own settings; only used by
 *     throttle
 */
record ActionRequest(
        @Nullable String reason,
        @Nullable String step,
        @Nullable String dryRun,
        @Nullable String scripts,
        @Nullable Integer unitsPerSecond,
        @Nullable Integer batchSize) {
    /** The name of the action that moves a migration in the queue. */
    static final String PRIORITISE = "prioritise";

    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_ACTION_REQUEST);

    /**
     * The reason of the action.
     *
     * @throws ApiException if the reason is missing, too long or not storable
     */
    String checkedReason() {
        return TEXT.reason(reason, "write why you perform this action, such as \"wrong target\"");
    }

    /**
     * The command for an action.
     *
     * @param action the name of the action in the path
     * @param approved the dry run that an approval is bound to, called for an approval only
     */
    Function<CommandContext, SagaCommand> command(String action, Supplier<@Nullable ApprovedDryRun> approved) {
        return switch (action) {
            case "approve" -> approve(approved.get());
            case "reject" -> SagaCommand.Reject::new;
            case "contract" -> SagaCommand.ConfirmContract::new;
            case "cancel" -> SagaCommand.Cancel::new;
            case PRIORITISE -> SagaCommand.Prioritise::new;
            case "pause" -> pause(scripts);
            case "resume" -> SagaCommand.Resume::new;
            case "throttle" -> throttle(unitsPerSecond, batchSize);
            case "rollback" -> SagaCommand.Rollback::new;
            case "retry" -> SagaCommand.Retry::new;
            case "skip" -> skip(step);
            case "close" -> SagaCommand.Close::new;
            default ->
                throw ApiException.of(
                        ProblemType.UNKNOWN_ACTION,
                        ("there is no action \"%s\"; use approve, reject, contract, cancel, prioritise, pause, resume, throttle,"
                                        + " rollback, retry, skip or close")
                                .formatted(action));
        };
    }

    private static Function<CommandContext, SagaCommand> approve(@Nullable ApprovedDryRun dryRun) {
        return context -> new SagaCommand.Approve(context, dryRun);
    }

    private static Function<CommandContext, SagaCommand> pause(@Nullable String scripts) {
        RunningScripts handling =
                switch (scripts) {
                    case null -> RunningScripts.FINISH;
                    case "finish" -> RunningScripts.FINISH;
                    case "cancel" -> RunningScripts.CANCEL;
                    default ->
                        throw TEXT.invalid(
                                "/scripts", "scripts is \"%s\"".formatted(scripts), "write finish or cancel");
                };
        return context -> new SagaCommand.Pause(context, handling);
    }

    private static Function<CommandContext, SagaCommand> throttle(
            @Nullable Integer unitsPerSecond, @Nullable Integer batchSize) {
        checkBetween("unitsPerSecond", unitsPerSecond, Throttle.MAX_RATE, "to lift the limit");
        checkBetween("batchSize", batchSize, Throttle.MAX_BATCH_SIZE, "for the settings of the workers");
        return context -> new SagaCommand.SetRate(context, new Pace(unitsPerSecond, batchSize));
    }

    private static void checkBetween(String field, @Nullable Integer value, int max, String ifAbsent) {
        if (value != null && (value < 1 || value > max)) {
            throw TEXT.invalid(
                    "/" + field,
                    "%s is %d".formatted(field, value),
                    "write 1 to %d, or leave it out %s".formatted(max, ifAbsent));
        }
    }

    private static Function<CommandContext, SagaCommand> skip(@Nullable String step) {
        if (step == null) {
            throw TEXT.invalid("/step", "step is missing", "write the id of the stuck step to skip");
        }
        try {
            StepId id = new StepId(step);
            return context -> new SagaCommand.Skip(context, id);
        } catch (InvalidValue e) {
            throw TEXT.invalid("/step", String.valueOf(e.getMessage()), e.hint());
        }
    }
}
