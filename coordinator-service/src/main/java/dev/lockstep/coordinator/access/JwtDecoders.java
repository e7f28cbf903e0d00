package dev.lockstep.coordinator.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import tools.jackson.databind.JsonNode;

/**
 * Builds the decoder for tokens of the identity provider. It accepts only signatures with asymmetric keys, so a token
 * that is unsigned, or signed with a public key as if it were a shared secret, is refused.
 */
final class JwtDecoders {
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384);
    /** The tolerated difference between the clocks for {@code nbf}. A token is never accepted after {@code exp}. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    /** For the connection to the issuer, and for its response. */
    private static final int MAX_WAIT_MILLIS = 3_000;

    private static final int MAX_BYTES = 1024 * 1024;

    private JwtDecoders() {}

    /** The issuer is asked for its keys by the first token, so that the coordinator starts without it. */
    static JwtDecoder of(AccessSettings.Oidc oidc, Clock clock) {
        OAuth2TokenValidator<Jwt> rules = rules(oidc, clock);
        return new IssuerJwtDecoder(() -> withRules(from(issuerKeys(oidc.issuer())), rules));
    }

    /** The issuer is not asked; its keys are in a file. */
    static JwtDecoder of(AccessSettings.Oidc oidc, JwkFile keys, Clock clock) {
        return withRules(from(keys), rules(oidc, clock));
    }

    /** The keys of the issuer. They are read again for an unknown key, but at most twice in half a minute. */
    private static JWKSource<SecurityContext> issuerKeys(URI issuer) {
        try {
            DefaultResourceRetriever retriever =
                    new DefaultResourceRetriever(MAX_WAIT_MILLIS, MAX_WAIT_MILLIS, MAX_BYTES);
            URI configuration =
                    URI.create(issuer.toString().replaceAll("/$", "") + "/.well-known/openid-configuration");
            JsonNode found = LockstepJson.messages()
                    .readTree(retriever.retrieveResource(configuration.toURL()).getContent());
            if (!issuer.toString().equals(found.path("issuer").asString(""))) {
                throw new IllegalStateException("the configuration of %s is of another issuer".formatted(issuer));
            }
            URI keys = URI.create(found.path("jwks_uri").asString(""));
            return JWKSourceBuilder.create(keys.toURL(), retriever).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NimbusJwtDecoder from(JWKSource<SecurityContext> keys) {
        return NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .build();
    }

    private static JwtDecoder withRules(NimbusJwtDecoder decoder, OAuth2TokenValidator<Jwt> rules) {
        decoder.setJwtValidator(rules);
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> rules(AccessSettings.Oidc oidc, Clock clock) {
        return new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(CLOCK_SKEW),
                new JwtClaimValidator<Instant>(
                        JwtClaimNames.EXP, expiry -> expiry != null && expiry.isAfter(clock.instant())),
                new JwtClaimValidator<String>(JwtClaimNames.SUB, subject -> subject != null && !subject.isBlank()),
                new JwtIssuerValidator(oidc.issuer().toString()),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(oidc.audience())));
    }
}
