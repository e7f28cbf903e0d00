package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.saga.ContractProgress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a migration of contract steps waits for.
 *
 * @param notBefore when the delay ends; absent if there is none, or if it is over
 * @param notAfter when the migration is cancelled
 * @param needsConfirmation whether an operator must still confirm, with the action {@code contract}
 * @param confirmation who has confirmed; absent if nobody has
 * @param checks the checks with their last answers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContractWaitView(
        @Nullable Instant notBefore,
        Instant notAfter,
        boolean needsConfirmation,
        ContractProgress.@Nullable Confirmation confirmation,
        List<ContractCheckView> checks) {
    /**
     * A check with its last answer.
     *
     * @param found absent before the first answer
     * @param met absent before the first answer
     * @param failure why the check could not run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ContractCheckView(
            TargetName target,
            String check,
            String expected,
            @Nullable String found,
            @Nullable Boolean met,
            @Nullable Instant answeredAt,
            @Nullable String failure) {}
}
