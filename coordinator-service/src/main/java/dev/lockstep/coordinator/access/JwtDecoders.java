package dev.lockstep.coordinator.access;

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
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

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

    private JwtDecoders() {}

    /** The issuer is asked for its keys by the first token, so that the coordinator starts without it. */
    static JwtDecoder of(AccessSettings.Oidc oidc, Clock clock) {
        OAuth2TokenValidator<Jwt> rules = rules(oidc, clock);
        return oidc.jwksFile() == null
                ? new SupplierJwtDecoder(() -> withRules(fromIssuer(oidc), rules))
                : withRules(fromFile(new JwkFile(oidc.jwksFile())), rules);
    }

    private static NimbusJwtDecoder fromIssuer(AccessSettings.Oidc oidc) {
        return NimbusJwtDecoder.withIssuerLocation(oidc.issuer().toString())
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .build();
    }

    private static NimbusJwtDecoder fromFile(JwkFile file) {
        return NimbusJwtDecoder.withJwkSource(file)
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
