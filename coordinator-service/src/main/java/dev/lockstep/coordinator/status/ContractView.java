package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.MigrationState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contract steps of a migration, which a linked migration applies.
 *
 * @param steps the contract steps
 * @param migration the linked migration; absent until this migration is completed
 * @param state the state of the linked migration
 * @param waitingFor what the linked migration waits for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContractView(
        List<StepId> steps,
        @Nullable MigrationId migration,
        @Nullable MigrationState state,
        @Nullable String waitingFor) {}
