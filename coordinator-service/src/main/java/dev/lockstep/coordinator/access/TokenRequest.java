package dev.lockstep.coordinator.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.StorableTextRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a new token.
 *
 * @param name who will use the token
 * @param kind whether a service or a person will use it; a service by default
 * @param grants what the token may do, such as {@code operator@target=pg-*}
 * @param expiresInDays 90 by default
 */
record TokenRequest(
        @Nullable String name,
        @Nullable HolderKind kind,
        @Nullable List<String> grants,
        @Nullable Integer expiresInDays) {
    static final int MAX_NAME_LENGTH = 100;
    static final int MAX_GRANTS = 32;
    static final int MAX_DAYS = 366;
    private static final int DEFAULT_DAYS = 90;

    /** Who uses a token. */
    enum HolderKind {
        @JsonProperty("person")
        PERSON(Actor.Kind.PERSON),
        @JsonProperty("service")
        SERVICE(Actor.Kind.SERVICE);

        private final Actor.Kind kind;

        HolderKind(Actor.Kind kind) {
            this.kind = kind;
        }
    }

    /** @throws ApiException if a field is missing or invalid */
    NewToken checked(Actor createdBy) {
        return new NewToken(
                checkedName(),
                (kind == null ? HolderKind.SERVICE : kind).kind,
                checkedGrants(),
                Duration.ofDays(checkedDays()),
                createdBy);
    }

    private String checkedName() {
        if (name == null || name.isBlank() || name.length() > MAX_NAME_LENGTH || !StorableTextRule.isStorable(name)) {
            throw invalid(
                    "/name",
                    "name is missing, too long or not storable",
                    "write 1 to %d characters".formatted(MAX_NAME_LENGTH));
        }
        return name.strip();
    }

    private List<Grant> checkedGrants() {
        if (grants == null || grants.isEmpty() || grants.size() > MAX_GRANTS) {
            throw invalid("/grants", "there must be 1 to %d grants".formatted(MAX_GRANTS), "write " + Grant.EXPECTED);
        }
        List<Grant> parsed = new ArrayList<>();
        for (int index = 0; index < grants.size(); index++) {
            parsed.add(grant(index, String.valueOf(grants.get(index))));
        }
        return parsed;
    }

    private static Grant grant(int index, String text) {
        try {
            return Grant.parse(text);
        } catch (IllegalArgumentException _e) {
            throw invalid("/grants/" + index, "the grant is \"%s\"".formatted(text), "write " + Grant.EXPECTED);
        }
    }

    private int checkedDays() {
        int days = expiresInDays == null ? DEFAULT_DAYS : expiresInDays;
        if (days < 1 || days > MAX_DAYS) {
            throw invalid(
                    "/expiresInDays",
                    "expiresInDays is %d".formatted(days),
                    "write a number from 1 to %d".formatted(MAX_DAYS));
        }
        return days;
    }

    private static ApiException invalid(String pointer, String message, String hint) {
        return ApiException.of(
                ProblemType.INVALID_TOKEN_REQUEST, message, List.of(ErrorDetail.of(pointer, message, hint)));
    }
}
