package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.Position;

/** The text is not YAML or JSON that can hold a plan. */
final class UnreadablePlanException extends RuntimeException {
    static final String QUOTE_HINT = "write it as a text in quotes";
    private final ErrorDetail error;

    UnreadablePlanException(String pointer, Position position, String message, String hint) {
        super(message);
        this.error = ErrorDetail.at(pointer, position, message, hint);
    }

    static UnreadablePlanException empty() {
        return new UnreadablePlanException("", Position.START, "the plan is empty", "post a plan in YAML or JSON");
    }

    static UnreadablePlanException tooDeep(Position position, int levels) {
        return new UnreadablePlanException(
                "",
                position,
                "the plan is nested more than %d levels deep; the limit is %d".formatted(levels, levels),
                "reduce the nesting");
    }

    ErrorDetail error() {
        return error;
    }
}
