package dev.lockstep.coordinator.status;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One event of a migration, as people and scripts see it.
 *
 * @param sequence counts from 1 without a gap
 * @param type the event and its version
 * @param data what the event itself says
 */
public record TimelineEntry(
        long sequence,
        String type,
        Instant at,
        String actor,
        String reason,
        @Schema(implementation = Object.class) JsonNode data) {}
