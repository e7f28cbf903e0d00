package dev.lockstep.coordinator.access;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.service.MetricsToken;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Authenticates a token: an API token by the database, the metrics token by the settings, any other as a JWT. */
final class BearerTokens implements AuthenticationManager {
    private static final int MAX_LENGTH = 8_192;
    private static final Caller METRICS = new Caller(
            "metrics",
            new Actor("metrics", Actor.Kind.SERVICE, null),
            List.of(new Grant(Role.METRICS, Scope.EVERYTHING)));
    private final ApiTokens apiTokens;
    private final MetricsToken metricsToken;
    private final @Nullable JwtCallers jwts;

    BearerTokens(ApiTokens apiTokens, MetricsToken metricsToken, @Nullable JwtCallers jwts) {
        this.apiTokens = apiTokens;
        this.metricsToken = metricsToken;
        this.jwts = jwts;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        return new CallerAuthentication(
                check(((BearerTokenAuthenticationToken) request).getToken()).caller());
    }

    /**
     * Checks a token.
     *
     * @throws InvalidBearerTokenException if the token is not valid, without a reason
     * @throws AuthenticationServiceException if the database or the identity provider is not reachable
     */
    ValidToken check(String token) {
        return find(token).orElseThrow(BearerTokens::invalid);
    }

    static InvalidBearerTokenException invalid() {
        return new InvalidBearerTokenException("the token is not valid");
    }

    private Optional<? extends ValidToken> find(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            if (metricsToken.is(token)) {
                return Optional.of(new ValidToken.Metrics(METRICS));
            }
            return TokenSecret.isApiToken(token)
                    ? apiTokens.authenticate(token)
                    : Optional.ofNullable(jwts).map(trusted -> trusted.authenticate(token));
        } catch (BadJwtException _e) {
            return Optional.empty();
        } catch (JwtException e) {
            // The issuer was asked for an unknown key a moment ago.
            if (e.getCause() instanceof RateLimitReachedException) {
                return Optional.empty();
            }
            throw new AuthenticationServiceException("the token cannot be checked now", e);
        } catch (DataAccessException e) {
            throw new AuthenticationServiceException("the token cannot be checked now", e);
        }
    }
}
