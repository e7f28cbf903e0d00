package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a target is and who may enter; it never leaves the worker.
 *
 * @param url a JDBC, {@code mongodb:} or {@code redis:} URL
 * @param options everything else under the target's name, such as {@code history-table}, by its kebab-case name
 */
public record TargetSettings(
        TargetName name,
        String url,
        @Nullable String username,
        @Nullable String password,
        Map<String, String> options) {
    public TargetSettings {
        options = Map.copyOf(options);
    }

    /** Names the target, and neither its password nor a URL that may hold one. */
    @Override
    public String toString() {
        return "target " + name;
    }
}
