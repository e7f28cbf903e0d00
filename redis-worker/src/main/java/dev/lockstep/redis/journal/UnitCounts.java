package dev.lockstep.redis.journal;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many units of a step have each outcome. The script that changes a unit counts it, so no crash makes it wrong. */
public record UnitCounts(Map<String, Long> counts) {
    private static final String COMPENSATED = "compensated.";
    private static final String SOURCE = "source-";
    private static final String SOURCE_DELETED = "source-deleted";
    private static final String RESTORED = "restored";
    private static final String CONFLICT = "conflict";
    private static final String EXPIRED_EARLY = "expired-early";
    private static final List<String> CHANGES = List.of("created", "replaced", "edited", "expiry-changed");

    public UnitCounts {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many unit rows the journal must have: those written and not compensated yet. */
    long expectedRows() {
        long compensated = counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(COMPENSATED))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return changed() + count(SOURCE_DELETED) - compensated;
    }

    private long changed() {
        return CHANGES.stream().mapToLong(this::count).sum();
    }

    /**
     * The result of the apply over all dispatches of the step.
     *
     * @param skipped some of the skipped keys
     */
    public StepResult applied(List<UnitNote> skipped) {
        Map<String, Long> applied = new TreeMap<>(counts);
        applied.keySet().removeIf(name -> name.startsWith(COMPENSATED) || name.startsWith(SOURCE));
        return new StepResult(changed(), applied, skipped, null);
    }

    /**
     * What the finish adds to the result of the apply.
     *
     * @param kept some of the sources that were kept
     */
    public StepResult finished(List<UnitNote> kept) {
        Map<String, Long> finished = new TreeMap<>(counts);
        finished.keySet().removeIf(name -> !name.startsWith(SOURCE));
        return new StepResult(count(SOURCE_DELETED), finished, kept, null);
    }

    /**
     * The result of the compensation over all dispatches of the step.
     *
     * @param conflicts some of the conflicts
     */
    public CompensationResult compensated(List<Conflict> conflicts) {
        Map<String, Long> others = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(COMPENSATED)) {
                others.put(name.substring(COMPENSATED.length()), count);
            }
        });
        others.keySet().removeAll(List.of(RESTORED, CONFLICT));
        return new CompensationResult(
                count(COMPENSATED + RESTORED), count(COMPENSATED + CONFLICT), conflicts, others, differences());
    }

    private List<String> differences() {
        long expiredEarly = count(COMPENSATED + EXPIRED_EARLY);
        return expiredEarly == 0
                ? List.of()
                : List.of("%d keys were deleted by the expiry that the step gave them and are not restored"
                        .formatted(expiredEarly));
    }

    private long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
