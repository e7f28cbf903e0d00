package dev.lockstep.coordinator.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.unawaited.WorkerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An erasure in the API.
 *
 * @param number the number within the migration, from 1
 * @param unit the unit as the caller wrote it
 * @param actor who requested it
 * @param erased the number of changes to the unit whose values are removed; absent unless the state is ERASED
 * @param finding the last failure, or why nothing was erased
 * @param answeredAt when the state became final
 * @param attempts how often the command was sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Erasure(
        int number,
        StepId step,
        TargetName target,
        String unit,
        String reason,
        Actor actor,
        Instant requestedAt,
        ErasureState state,
        @Nullable Long erased,
        @Nullable String finding,
        @Nullable Instant answeredAt,
        int attempts)
        implements WorkerRequest {}
