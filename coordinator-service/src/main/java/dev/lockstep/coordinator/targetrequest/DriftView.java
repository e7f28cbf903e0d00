package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DriftResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest check of a target in the API.
 *
 * @param request the number of the request that has checked
 * @param ageSeconds seconds since it ended
 * @param stopped whether nothing new starts on the target, because of differences that are not acknowledged
 * @param stoppedBy the number of the request whose differences stop it; absent if it is not stopped
 * @param acknowledgement the last acknowledgement; absent if there was none
 * @param pending the number of the check that runs now; absent if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DriftView(
        TargetName target,
        int request,
        Instant at,
        long ageSeconds,
        DriftResult result,
        boolean stopped,
        @Nullable Integer stoppedBy,
        @Nullable DriftAcknowledgement acknowledgement,
        @Nullable Integer pending) {}
