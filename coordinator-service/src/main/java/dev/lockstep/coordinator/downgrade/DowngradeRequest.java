package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import dev.lockstep.coordinator.http.StorableTextRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request for a downgrade.
 *
 * @param to where it ends: {@code {"version": …}}, {@code {"migration": …}} with an id or the name of a plan, a text that
 *     is one of these, or {@code "base"}
 * @param includeOthers whether later migrations without a step on the target are rolled back too, where they share
 *     another target with one that has; false if it is absent
 * @param reason why the migrations are rolled back; stored with the downgrade, in their timelines and in the audit trail
 */
record DowngradeRequest(
        @Schema(implementation = Object.class, example = "{\"version\": \"2026.10.1\"}") @Nullable JsonNode to,
        @Nullable Boolean includeOthers,
        @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_DOWNGRADE_REQUEST);
    private static final int MAX_LENGTH = 200;
    private static final String HINT = "write {\"version\": \"…\"}, {\"migration\": \"…\"} or \"base\"";

    /** A valid request, except that the boundary must still be found. */
    record Checked(Boundary boundary, boolean includeOthers, String reason) {}

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing, too long or not storable
     */
    Checked checked() {
        Boundary boundary = boundary();
        return new Checked(
                boundary,
                Boolean.TRUE.equals(includeOthers),
                TEXT.reason(reason, "write why the migrations are rolled back"));
    }

    private Boundary boundary() {
        if (to == null || to.isNull()) {
            throw TEXT.invalid("/to", "to is missing", HINT);
        }
        if (to.isString()) {
            return Boundary.of(text("/to", to.asString()));
        }
        if (to.isObject() && to.size() == 1) {
            if (to.path("version").isString()) {
                return new Boundary(
                        Boundary.Kind.VERSION,
                        text("/to/version", to.path("version").asString()));
            }
            if (to.path("migration").isString()) {
                return new Boundary(
                        Boundary.Kind.MIGRATION,
                        text("/to/migration", to.path("migration").asString()));
            }
        }
        throw TEXT.invalid("/to", "to is neither a text nor an object with one version or migration", HINT);
    }

    private static String text(String pointer, String value) {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw TEXT.invalid(
                    pointer,
                    "the text has %d characters; expected 1 to %d".formatted(value.length(), MAX_LENGTH),
                    HINT);
        }
        if (!StorableTextRule.isStorable(value)) {
            throw TEXT.invalid(pointer, "the text " + StorableTextRule.violation(value), StorableTextRule.HINT);
        }
        return value;
    }

    /** The response to a boundary that is not found. */
    static ApiException invalidBoundary(String message, String hint) {
        ErrorDetail error = ErrorDetail.of("/to", message, hint);
        return ApiException.of(ProblemType.INVALID_DOWNGRADE_REQUEST, error.message(), List.of(error));
    }
}
