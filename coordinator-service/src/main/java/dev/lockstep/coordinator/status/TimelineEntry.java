package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.saga.SagaEvent;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        Actor actor,
        String reason,
        @Schema(implementation = Object.class) JsonNode data) {
    private static final Set<String> OUTCOMES = outcomes(SagaEvent.Outcome.class)
            .map(type -> type.getAnnotation(JsonTypeName.class).value())
            .collect(Collectors.toUnmodifiableSet());

    private static Stream<Class<?>> outcomes(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(TimelineEntry::outcomes)
                : Stream.of(type);
    }

    /** Whether an event of this type is the outcome of a round. */
    static boolean endsRound(String type) {
        return OUTCOMES.contains(type);
    }

    boolean endsRound() {
        return endsRound(type);
    }
}
