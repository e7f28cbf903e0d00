package dev.lockstep.redis.operation;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The journal's counts in the words of reports. */
record StepCounts(Map<String, Long> counts) {
    private static final String UNDONE = "undone.";
    private static final String OF_SOURCES = "source-";
    private static final List<String> CHANGES = List.of("created", "replaced", "edited");

    static StepCounts of(Map<String, Long> counts) {
        return new StepCounts(counts);
    }

    StepResult applied(List<UnitNote> samples) {
        Map<String, Long> done = new TreeMap<>(counts);
        done.keySet().removeIf(name -> name.startsWith(UNDONE) || name.startsWith(OF_SOURCES));
        long changed = CHANGES.stream().mapToLong(this::count).sum();
        return new StepResult(changed, done, samples, null);
    }

    /** What the finish adds to what apply did. */
    StepResult finished(List<UnitNote> samples) {
        Map<String, Long> done = new TreeMap<>(counts);
        done.keySet().removeIf(name -> !name.startsWith(OF_SOURCES));
        return new StepResult(count(OF_SOURCES + "deleted"), done, samples, null);
    }

    CompensationResult undone(List<Conflict> samples) {
        Map<String, Long> others = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(UNDONE)) {
                others.put(name.substring(UNDONE.length()), count);
            }
        });
        others.keySet().removeAll(List.of("restored", "conflict"));
        return new CompensationResult(count(UNDONE + "restored"), count(UNDONE + "conflict"), samples, others, null);
    }

    private long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
