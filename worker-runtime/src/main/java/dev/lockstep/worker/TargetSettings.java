package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Address, credentials and options of a target. They never leave the worker.
 *
 * @param url a JDBC, {@code mongodb:} or {@code redis:} URL
 * @param options all other settings of the target, by kebab-case name, such as {@code history-table}
 */
public record TargetSettings(TargetName name, String url, CredentialSource credentials, Map<String, String> options) {
    public TargetSettings {
        options = Map.copyOf(options);
    }

    /** Creates settings with credentials that do not change. */
    public TargetSettings(
            TargetName name,
            String url,
            @Nullable String username,
            @Nullable String password,
            Map<String, String> options) {
        this(name, url, CredentialSource.fixed(username, password), options);
    }

    /** Contains only the target's name, because the URL may contain a password. */
    @Override
    public String toString() {
        return "target " + name;
    }
}
