package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a target.
 *
 * @param version the version of the latest applied script; absent for MongoDB and Redis
 * @param baseline the versions that count as applied since a baseline
 * @param items the completed migrations that are not rolled back, latest first
 * @param next where the next page starts; absent on the last page
 */
public record CurrentView(
        String target,
        @Nullable String version,
        @Nullable TargetBaselineView baseline,
        List<TargetMigrationView> items,
        @Nullable String next) {

    public CurrentView {
        items = List.copyOf(items);
    }
}
