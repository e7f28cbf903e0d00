package dev.lockstep.example.maintenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether writes are refused, since when, and how many that began before are still in progress.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MaintenanceState(boolean maintenance, @Nullable Instant since, int writesInProgress) {}
