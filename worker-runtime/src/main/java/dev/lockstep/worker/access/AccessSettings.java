package dev.lockstep.worker.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of access under the prefix {@code lockstep.access}.
 *
 * @param metricsToken the only token that permits reading metrics; if it is absent or blank, nobody can read them
 */
@ConfigurationProperties("lockstep.access")
record AccessSettings(@Nullable String metricsToken) {
    /** Does not contain the token. */
    @Override
    public String toString() {
        return "access settings";
    }
}
