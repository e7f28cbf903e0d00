package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Turns tokens of the identity provider into callers. The groups of a token decide what its caller may do.
 *
 * <p>A token whose subject is its client (RFC 9068, section 2.2) is one of a service. The claim {@code act} (RFC 8693,
 * section 4.1) names a service that acts on behalf of the subject.
 */
final class JwtCallers {
    private final JwtDecoder decoder;
    private final AccessSettings.Oidc oidc;
    private final Map<String, List<Grant>> grants;

    /** @throws IllegalArgumentException if a configured grant is invalid */
    JwtCallers(JwtDecoder decoder, AccessSettings.Oidc oidc) {
        this.decoder = decoder;
        this.oidc = oidc;
        this.grants = oidc.grants().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        group -> group.getValue().stream().map(Grant::parse).toList()));
    }

    /** @throws org.springframework.security.oauth2.jwt.JwtException if the token is not valid */
    ValidToken.Issued authenticate(String token) {
        Jwt jwt = decoder.decode(token);
        String subject = Objects.requireNonNull(jwt.getSubject(), "the decoder requires a subject");
        Instant expiry = Objects.requireNonNull(jwt.getExpiresAt(), "the decoder requires an expiry");
        List<String> groups = groups(jwt);
        return new ValidToken.Issued(
                new Caller(idPrefix() + subject, actor(jwt, subject), grantsOf(groups)), groups, expiry);
    }

    /**
     * The caller of a session that was opened with a token, with the grants that its groups have now.
     *
     * @return empty if its issuer is not the trusted one any more
     */
    Optional<Caller> ofSession(String id, Actor actor, List<String> groups) {
        return id.startsWith(idPrefix()) ? Optional.of(new Caller(id, actor, grantsOf(groups))) : Optional.empty();
    }

    // The decoder accepts tokens of no other issuer.
    private String idPrefix() {
        return "oidc:%s ".formatted(oidc.issuer());
    }

    private Actor actor(Jwt jwt, String subject) {
        String name = Objects.requireNonNullElse(jwt.getClaimAsString(oidc.nameClaim()), subject);
        String service = subjectOfAct(jwt);
        return service == null
                ? new Actor(name, isService(jwt, subject) ? Actor.Kind.SERVICE : Actor.Kind.PERSON, null)
                : new Actor(service, Actor.Kind.SERVICE, name);
    }

    private static @Nullable String subjectOfAct(Jwt jwt) {
        return jwt.getClaims().get("act") instanceof Map<?, ?> act && act.get("sub") instanceof String subject
                ? subject
                : null;
    }

    private static boolean isService(Jwt jwt, String subject) {
        return subject.equals(jwt.getClaimAsString("client_id")) || subject.equals(jwt.getClaimAsString("azp"));
    }

    private List<String> groups(Jwt jwt) {
        Object groups = jwt.getClaims().get(oidc.groupsClaim());
        List<?> names =
                groups instanceof List<?> list ? list : groups instanceof String name ? List.of(name) : List.of();
        return names.stream()
                .map(String::valueOf)
                .filter(grants::containsKey)
                .distinct()
                .toList();
    }

    private List<Grant> grantsOf(List<String> groups) {
        return groups.stream()
                .flatMap(group -> grants.getOrDefault(group, List.of()).stream())
                .distinct()
                .toList();
    }
}
