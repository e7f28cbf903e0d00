package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration that has a step on a target.
 *
 * @param outcome the state of the migration
 * @param at the time at which its round ended; absent while it is running
 * @param steps its steps on the target
 */
public record TargetMigrationView(
        String migration, String name, String outcome, @Nullable Instant at, List<StepView> steps) {

    public TargetMigrationView {
        steps = List.copyOf(steps);
    }
}
