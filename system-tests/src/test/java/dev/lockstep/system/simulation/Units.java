package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.stream.IntStream;

/** Which units a step changes: some of its own, and one that all steps of a chain on that target add to. */
final class Units {
    static final String SHARED = "shared";

    /** How much a step adds to each of its units; adding twice shows. */
    static final long ADDED = 1_000;

    private static final int OWN = 5;

    private Units() {}

    static List<String> of(StepKey key, Store store) {
        List<String> own = ownOf(key.step());
        return store.units().containsKey(SHARED)
                ? IntStream.rangeClosed(0, OWN)
                        .mapToObj(index -> index == OWN ? SHARED : own.get(index))
                        .toList()
                : own;
    }

    static List<String> ownOf(StepId step) {
        return IntStream.range(0, OWN)
                .mapToObj(index -> "%s-%d".formatted(step, index))
                .toList();
    }

    /** What finishing the step removes. */
    static List<String> oldOf(StepId step) {
        return IntStream.range(0, OWN)
                .mapToObj(index -> "%s-old-%d".formatted(step, index))
                .toList();
    }
}
