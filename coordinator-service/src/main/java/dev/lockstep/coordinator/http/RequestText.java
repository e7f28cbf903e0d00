package dev.lockstep.coordinator.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates the texts of a request's body. */
public record RequestText(ProblemType problem) {
    private static final int MAX_REASON_LENGTH = 2000;

    /**
     * The reason of a request.
     *
     * @throws ApiException if it is missing, too long or not storable
     */
    public String reason(@Nullable String value, String hint) {
        return required("reason", value, MAX_REASON_LENGTH, hint);
    }

    /**
     * A text that must be there.
     *
     * @throws ApiException if it is missing, too long or not storable
     */
    public String required(String field, @Nullable String value, int maxLength, String hint) {
        if (value == null || value.isBlank()) {
            throw invalid("/" + field, field + " is missing", hint);
        }
        if (value.length() > maxLength) {
            throw invalid(
                    "/" + field,
                    "%s has %d characters; the limit is %d".formatted(field, value.length(), maxLength),
                    "write a shorter " + field);
        }
        if (!StorableTextRule.isStorable(value)) {
            throw invalid("/" + field, field + " " + StorableTextRule.violation(value), StorableTextRule.HINT);
        }
        return value;
    }

    /** The response to an invalid field. */
    public ApiException invalid(String pointer, String message, String hint) {
        ErrorDetail error = ErrorDetail.of(pointer, message, hint);
        return ApiException.of(problem, error.message(), List.of(error));
    }
}
