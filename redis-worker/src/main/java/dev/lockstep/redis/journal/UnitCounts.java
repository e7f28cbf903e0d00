package dev.lockstep.redis.journal;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Number of units per outcome of a step. The script that changes a unit also counts it, so a crash loses no count. */
public record UnitCounts(Map<String, Long> counts) {
    private static final String COMPENSATED_PREFIX = "compensated.";
    private static final String SOURCE_PREFIX = "source-";
    private static final String SOURCE_DELETED = "source-deleted";
    private static final String RESTORED = "restored";
    private static final String CONFLICT = "conflict";
    private static final String ERASED = "erased";
    private static final String EXPIRED_EARLY = "expired-early";
    private static final List<String> CHANGES = List.of("created", "replaced", "edited", "expiry-changed");

    public UnitCounts {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns how many unit rows the journal must have: one for each unit that is written and not compensated yet. */
    long expectedRows() {
        long compensated = counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(COMPENSATED_PREFIX))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return changed() + count(SOURCE_DELETED) - compensated;
    }

    private long changed() {
        return CHANGES.stream().mapToLong(this::count).sum();
    }

    /**
     * Returns the result of the apply over all dispatches of the step.
     *
     * @param skipped a sample of the skipped keys
     */
    public StepResult applyResult(List<UnitNote> skipped) {
        Map<String, Long> applied = new TreeMap<>(counts);
        applied.keySet().removeIf(name -> name.startsWith(COMPENSATED_PREFIX) || name.startsWith(SOURCE_PREFIX));
        return new StepResult(changed(), applied, skipped, null);
    }

    /**
     * Returns the result of the finish, without the result of the apply.
     *
     * @param kept a sample of the sources that were kept
     */
    public StepResult finishResult(List<UnitNote> kept) {
        Map<String, Long> finished = new TreeMap<>(counts);
        finished.keySet().removeIf(name -> !name.startsWith(SOURCE_PREFIX));
        return new StepResult(count(SOURCE_DELETED), finished, kept, null);
    }

    /**
     * Returns the result of the compensation over all dispatches of the step. Erased units are conflicts.
     *
     * @param conflicts a sample of the conflicts
     */
    public CompensationResult compensationResult(List<Conflict> conflicts) {
        Map<String, Long> others = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(COMPENSATED_PREFIX)) {
                others.put(name.substring(COMPENSATED_PREFIX.length()), count);
            }
        });
        others.keySet().removeAll(List.of(RESTORED, CONFLICT));
        return new CompensationResult(
                count(COMPENSATED_PREFIX + RESTORED),
                count(COMPENSATED_PREFIX + CONFLICT) + count(COMPENSATED_PREFIX + ERASED),
                conflicts,
                others,
                differences());
    }

    private List<String> differences() {
        long expiredEarly = count(COMPENSATED_PREFIX + EXPIRED_EARLY);
        return expiredEarly == 0
                ? List.of()
                : List.of("%d keys were deleted by the expiry that the step gave them and are not restored"
                        .formatted(expiredEarly));
    }

    private long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
