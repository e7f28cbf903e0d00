package dev.lockstep.coordinator.access;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of access under the prefix {@code lockstep.access}.
 *
 * @param firstTokenSha256 the SHA-256 of a token for an administrator, in hexadecimal, which is created at the start unless
 *     it was created before
 * @param metricsToken a token that may only read metrics, so that one credential is enough for all services
 * @param oidc absent if no identity provider is trusted
 */
@ConfigurationProperties("lockstep.access")
record AccessSettings(@Nullable String firstTokenSha256, @Nullable String metricsToken, @Nullable Oidc oidc) {
    /** Does not contain the token. */
    @Override
    public String toString() {
        return "access settings, with the identity provider %s".formatted(oidc);
    }

    /**
     * The trusted identity provider.
     *
     * @param issuer the value of the claim {@code iss}; the keys are found by its discovery document unless there is a file
     * @param jwksFile a JSON Web Key Set, which is read again when it changes; absent to ask the issuer
     * @param audience a value that the claim {@code aud} must contain
     * @param nameClaim the claim with the name of the actor
     * @param groupsClaim the claim with the groups of the caller
     * @param grants what the members of each group may do
     */
    record Oidc(
            URI issuer,
            @Nullable Path jwksFile,
            String audience,
            @DefaultValue("sub") String nameClaim,
            @DefaultValue("groups") String groupsClaim,
            @DefaultValue Map<String, List<String>> grants) {
        /** @throws IllegalArgumentException if the issuer or the audience is missing */
        Oidc {
            require(issuer, "issuer");
            require(audience, "audience");
        }

        private static void require(@Nullable Object setting, String name) {
            if (setting == null || setting.toString().isBlank()) {
                throw new IllegalArgumentException(
                        "lockstep.access.oidc.%s is missing; set it, or remove all settings of lockstep.access.oidc"
                                .formatted(name));
            }
        }
    }
}
