package dev.lockstep.coordinator.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.coordinator.unawaited.WorkerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A restore in the API.
 *
 * @param number the number within the migration whose backup it is, from 1
 * @param dryRun whether nothing is written
 * @param actor who requested it
 * @param result what was changed, or would be; absent unless the state is RESTORED
 * @param finding the last failure
 * @param answeredAt when the state became final
 * @param attempts how often the command was sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Restore(
        int number,
        TargetName target,
        boolean dryRun,
        String reason,
        Actor actor,
        Instant requestedAt,
        RestoreState state,
        @Nullable RestoreResult result,
        @Nullable String finding,
        @Nullable Instant answeredAt,
        int attempts)
        implements WorkerRequest {}
