package dev.lockstep.worker.access;

import dev.lockstep.service.MetricsToken;
import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Authenticates the metrics token, the only one that a worker accepts. */
record MetricsAuthentication(MetricsToken token) implements AuthenticationManager {
    private static final String CALLER = "metrics";

    /**
     * Authenticates a request.
     *
     * @throws InvalidBearerTokenException if the token is not valid, without a reason
     */
    @Override
    public Authentication authenticate(Authentication request) {
        if (!token.is(((BearerTokenAuthenticationToken) request).getToken())) {
            throw new InvalidBearerTokenException("the token is not valid");
        }
        return UsernamePasswordAuthenticationToken.authenticated(CALLER, "", List.of());
    }
}
