package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a target.
 *
 * @param version of the latest script applied; only PostgreSQL has one
 * @param items the completed migrations, latest first
 */
public record CurrentView(String target, @Nullable String version, List<TouchedView> items) {

    public CurrentView {
        items = List.copyOf(items);
    }
}
