package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.protocol.BaselineSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a target that were marked as applied without running them.
 *
 * @param version the highest of them
 * @param from the tool whose history was read; absent if none was
 * @param marked number of marked versions
 * @param request the number of the request about the target
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TargetBaseline(String version, @Nullable BaselineSource from, long marked, int request, Instant at) {}
