package dev.lockstep.cli.api;

import java.util.List;

/**
 * Where a queued migration stands.
 *
 * @param position 1 if it is first on all its targets
 * @param behind some of the migrations before it, the next one first
 */
public record QueuePlace(int position, List<String> behind) {

    public QueuePlace {
        behind = List.copyOf(behind);
    }

    @Override
    public String toString() {
        return behind.isEmpty()
                ? "position %d in the queue".formatted(position)
                : "position %d in the queue, behind %s%s"
                        .formatted(
                                position, String.join(", ", behind), behind.size() < position - 1 ? " and more" : "");
    }
}
