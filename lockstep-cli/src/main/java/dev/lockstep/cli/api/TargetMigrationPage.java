package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of migrations of a target, newest first.
 *
 * @param next where the next page starts; absent on the last page
 */
public record TargetMigrationPage(List<TargetMigrationView> items, @Nullable String next) {

    public TargetMigrationPage {
        items = List.copyOf(items);
    }
}
