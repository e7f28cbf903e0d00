package dev.lockstep.coordinator.status;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One event of a migration in the API.
 *
 * @param sequence counts from 1 without gaps
 * @param type the type and version of the event, such as {@code applied.v1}
 * @param data the fields of the event
 */
public record TimelineEntry(
        long sequence,
        String type,
        Instant at,
        String actor,
        String reason,
        @Schema(implementation = Object.class) JsonNode data) {}
