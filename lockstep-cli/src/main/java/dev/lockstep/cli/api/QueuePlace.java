package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a queued migration stands.
 *
 * @param position 1 if it is first on all its targets
 * @param behind some of the migrations before it, the next one first; absent in a list of migrations
 */
public record QueuePlace(int position, @Nullable List<String> behind) {

    public QueuePlace {
        behind = behind == null ? null : List.copyOf(behind);
    }

    @Override
    public String toString() {
        String place = "position %d in the queue".formatted(position);
        return behind == null || behind.isEmpty()
                ? place
                : "%s, behind %s%s"
                        .formatted(place, String.join(", ", behind), behind.size() < position - 1 ? " and more" : "");
    }
}
