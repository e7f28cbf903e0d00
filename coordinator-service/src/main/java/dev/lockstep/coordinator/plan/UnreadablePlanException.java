package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.Position;

/** Thrown if a posted text is not well-formed YAML or JSON, or exceeds a limit of the readers. */
final class UnreadablePlanException extends RuntimeException {
    static final String QUOTE_HINT = "write the number as a string in quotes";
    static final String TRAILING_TEXT = "the text continues after the plan; one plan is expected";
    static final String ONE_PLAN_HINT = "remove the rest, or send each plan in a request of its own";
    private final ErrorDetail error;

    UnreadablePlanException(String pointer, Position position, String message, String hint) {
        super(message);
        this.error = ErrorDetail.at(pointer, position, message, hint);
    }

    static UnreadablePlanException empty() {
        return new UnreadablePlanException("", Position.START, "the plan is empty", "send a plan in YAML or JSON");
    }

    static UnreadablePlanException tooDeep(Position position, int levels) {
        return new UnreadablePlanException(
                "", position, "the plan exceeds the limit of %d nested levels".formatted(levels), "reduce the nesting");
    }

    ErrorDetail error() {
        return error;
    }
}
