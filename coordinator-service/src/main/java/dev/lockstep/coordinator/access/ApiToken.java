package dev.lockstep.coordinator.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.protocol.Actor;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token in the API. The secret text is shown only once, when the token is created.
 *
 * @param name who uses the token; the actor of its requests
 * @param createdBy who created the token
 * @param lastUsedAt the time of the last request, known to other coordinators half a minute later; absent before the
 *     first one
 * @param revokedAt absent while the token is not revoked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiToken(
        UUID id,
        String name,
        Actor.Kind kind,
        @ArraySchema(schema = @Schema(type = "string")) List<Grant> grants,
        Instant createdAt,
        Actor createdBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    /** The same token with a use that may be later than the saved one. */
    ApiToken withLastUse(@Nullable Instant use) {
        boolean isLater = use != null && (lastUsedAt == null || use.isAfter(lastUsedAt));
        return new ApiToken(
                id, name, kind, grants, createdAt, createdBy, expiresAt, isLater ? use : lastUsedAt, revokedAt);
    }
}
