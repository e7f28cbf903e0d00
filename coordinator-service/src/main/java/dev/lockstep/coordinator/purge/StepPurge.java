package dev.lockstep.coordinator.purge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.unawaited.WorkerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The purge of the journal of one step in the API.
 *
 * @param number the number within the migration, from 1
 * @param fence the last dispatch of the migration on the target
 * @param due the time before which a waiting request is not sent
 * @param rows the number of rows that the worker removed in the attempt that it has reported; absent until it is purged
 * @param bytes their size, in part estimated
 * @param finding the last failure
 * @param answeredAt when the journal was removed
 * @param attempts how often the command was sent since it last waited
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StepPurge(
        int number,
        StepId step,
        TargetName target,
        @JsonIgnore DispatchNumber fence,
        PurgeState state,
        Instant due,
        @Nullable Long rows,
        @Nullable Long bytes,
        @Nullable String finding,
        @Nullable Instant answeredAt,
        int attempts)
        implements WorkerRequest {
    /**
     * The fence that the purge raises; absent if the target has reported this dispatch or a later one. To raise the fence
     * of such a target would hide that it has lost writes.
     */
    @Nullable DispatchNumber fenceToRaise(@Nullable AcceptedDispatch last) {
        return last == null || last.dispatch().isBelow(fence) ? fence : null;
    }
}
