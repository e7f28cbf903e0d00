package dev.lockstep.coordinator.http;

import java.util.List;

/** Thrown to refuse a request. The response is a problem detail. */
public final class ApiException extends RuntimeException {
    private final ProblemType type;
    private final List<ErrorDetail> errors;

    private ApiException(ProblemType type, String detail, List<ErrorDetail> errors) {
        super(detail);
        this.type = type;
        this.errors = List.copyOf(errors);
    }

    public static ApiException of(ProblemType type, String detail) {
        return new ApiException(type, detail, List.of());
    }

    public static ApiException of(ProblemType type, String detail, List<ErrorDetail> errors) {
        return new ApiException(type, detail, errors);
    }

    public ProblemType type() {
        return type;
    }

    List<ErrorDetail> errors() {
        return errors;
    }
}
