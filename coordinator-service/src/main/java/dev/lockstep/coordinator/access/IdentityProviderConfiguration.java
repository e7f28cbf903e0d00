package dev.lockstep.coordinator.access;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans for tokens of the identity provider, if one is trusted. */
@Configuration(proxyBeanMethods = false)
class IdentityProviderConfiguration {
    private static final String ISSUER = "lockstep.access.oidc.issuer";
    private static final String FILE = "lockstep.access.oidc.jwks-file";

    @Bean
    @ConditionalOnProperty({ISSUER, FILE})
    JwkFile jwkFile(AccessSettings settings) {
        Path file = trusted(settings).jwksFile();
        return new JwkFile(Objects.requireNonNull(file, FILE));
    }

    @Bean
    @ConditionalOnProperty({ISSUER, FILE})
    JwkFileHealthIndicator jwksFileHealthIndicator(JwkFile file) {
        return new JwkFileHealthIndicator(file);
    }

    @Bean
    @ConditionalOnProperty(ISSUER)
    JwtCallers jwtCallers(AccessSettings settings, Optional<JwkFile> file) {
        AccessSettings.Oidc oidc = trusted(settings);
        Clock clock = Clock.systemUTC();
        return new JwtCallers(
                file.map(keys -> JwtDecoders.of(oidc, keys, clock)).orElseGet(() -> JwtDecoders.of(oidc, clock)), oidc);
    }

    private static AccessSettings.Oidc trusted(AccessSettings settings) {
        return Objects.requireNonNull(settings.oidc(), ISSUER);
    }
}
