package dev.lockstep.worker.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Authenticates the metrics token. */
final class MetricsToken implements AuthenticationManager {
    private static final String CALLER = "metrics";
    private final byte @Nullable [] expected;

    /** @param expected if it is absent or blank, all tokens are invalid */
    MetricsToken(@Nullable String expected) {
        this.expected = expected == null || expected.isBlank() ? null : bytes(expected.strip());
    }

    /** @throws InvalidBearerTokenException if the token is not valid, without a reason */
    @Override
    public Authentication authenticate(Authentication request) {
        if (!isExpected(((BearerTokenAuthenticationToken) request).getToken())) {
            throw new InvalidBearerTokenException("the token is not valid");
        }
        return UsernamePasswordAuthenticationToken.authenticated(CALLER, "", List.of());
    }

    // Compares in a time that does not depend on where the texts differ.
    private boolean isExpected(String token) {
        return expected != null && MessageDigest.isEqual(expected, bytes(token));
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }
}
