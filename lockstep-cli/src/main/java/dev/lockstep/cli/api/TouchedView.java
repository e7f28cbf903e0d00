package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration that touched a target, with its steps there.
 *
 * @param at when its round came to its outcome; absent while it is under way
 */
public record TouchedView(String migration, String name, String outcome, @Nullable Instant at, List<StepView> steps) {

    public TouchedView {
        steps = List.copyOf(steps);
    }
}
