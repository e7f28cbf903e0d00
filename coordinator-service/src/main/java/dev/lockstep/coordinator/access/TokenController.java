package dev.lockstep.coordinator.access;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Creates, lists and revokes tokens, and shows callers who they are. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "access")
class TokenController {
    private final ApiTokens tokens;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;

    TokenController(ApiTokens tokens, TransactionTemplate transactions, AuditTrail audit) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** @param secret the text to send as {@code Authorization: Bearer}; it is not stored and cannot be shown again */
    record CreatedToken(String secret, @JsonUnwrapped ApiToken token) {
        /** Does not contain the secret. */
        @Override
        public String toString() {
            return token.toString();
        }
    }

    record Tokens(List<ApiToken> items) {}

    record Me(Actor actor, @ArraySchema(schema = @Schema(type = "string")) List<Grant> grants) {}

    @GetMapping("/me")
    @Requires({})
    @Operation(summary = "Show who the caller is and what it may do")
    Me me(Caller caller) {
        return new Me(caller.actor(), caller.grants());
    }

    @GetMapping("/tokens")
    @Requires(value = Permission.MANAGE_TOKENS, everywhere = true)
    @Operation(summary = "List all tokens with their last use")
    Tokens all() {
        return new Tokens(tokens.all());
    }

    @PostMapping(path = "/tokens", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(value = Permission.MANAGE_TOKENS, everywhere = true)
    @Operation(summary = "Create a token")
    CreatedToken create(Caller caller, @RequestBody TokenRequest request) {
        NewToken token = request.checked(caller.actor());
        ApiTokens.Created created = transactions.execute(_status -> {
            ApiTokens.Created inserted = tokens.create(token);
            audit.accepted(
                    caller.sender(),
                    HttpStatus.CREATED.value(),
                    inserted.token().id().toString(),
                    null);
            return inserted;
        });
        return new CreatedToken(created.secret(), created.token());
    }

    @DeleteMapping("/tokens/{id}")
    @Requires(value = Permission.MANAGE_TOKENS, everywhere = true)
    @Operation(summary = "Revoke a token; it is refused from the next request on")
    ApiToken revoke(Caller caller, @PathVariable("id") String id) {
        return parse(id)
                .flatMap(token -> revoke(caller, token))
                .orElseThrow(() ->
                        ApiException.of(ProblemType.UNKNOWN_TOKEN, "there is no token with id \"%s\"".formatted(id)));
    }

    private Optional<ApiToken> revoke(Caller caller, UUID id) {
        return transactions.execute(_status -> {
            Optional<ApiToken> revoked = tokens.revoke(id);
            revoked.ifPresent(token -> audit.accepted(
                    caller.sender(), HttpStatus.OK.value(), token.id().toString(), null));
            return revoked;
        });
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }
}
