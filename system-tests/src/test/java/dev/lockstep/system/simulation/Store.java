package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.InMemoryStepJournal;
import dev.lockstep.worker.StepKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One database: units with values, a journal beside them, and marks that tell what a step found and what it left. */
final class Store {
    private static final StepKey NOBODY = new StepKey(new MigrationId(new UUID(0, 0)), new StepId("nobody"));
    private final TargetName name;
    private final TargetKind kind;
    private final InMemoryStepJournal journal;
    private final Ledger ledger;
    private final TreeMap<String, Long> units = new TreeMap<>();
    private final Map<String, Long> first = new HashMap<>();
    private final Map<StepKey, TreeMap<String, Mark>> marks = new HashMap<>();
    private final Map<StepKey, Set<String>> conflicts = new HashMap<>();
    private final Map<StepKey, Set<String>> overwritten = new HashMap<>();

    Store(TargetName name, TargetKind kind, Ledger ledger) {
        this.name = name;
        this.kind = kind;
        this.ledger = ledger;
        this.journal = new InMemoryStepJournal(identityOf(name.value()));
        for (int unit = 0; unit < 3; unit++) {
            fill("outside-" + unit, 7L + unit);
        }
    }

    static TargetIdentity identityOf(String database) {
        return new TargetIdentity(UUID.nameUUIDFromBytes(database.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is there before any migration. */
    void fill(String unit, long value) {
        units.put(unit, value);
        first.put(unit, value);
    }

    /** The value that the unit had before any migration; absent if there was none. */
    @Nullable Long first(String unit) {
        return first.get(unit);
    }

    /**
     * What a step found in a unit and what it leaves there.
     *
     * @param progress whether the change is known to have been made
     */
    record Mark(@Nullable Long before, @Nullable Long after, Progress progress) {
        enum Progress {
            INTENDED,
            DONE
        }

        Mark done() {
            return new Mark(before, after, Progress.DONE);
        }
    }

    TargetName name() {
        return name;
    }

    TargetKind kind() {
        return kind;
    }

    InMemoryStepJournal journal() {
        return journal;
    }

    Map<String, Long> units() {
        return units;
    }

    Map<String, Mark> marks(StepKey key) {
        return marks.computeIfAbsent(key, _ -> new TreeMap<>());
    }

    /** The units that a compensation left as an application had made them. */
    Set<String> conflicts(StepKey key) {
        return conflicts.computeIfAbsent(key, _ -> new TreeSet<>());
    }

    /** The units that an application wrote after the step had changed them. */
    Set<String> overwritten(StepKey key) {
        return overwritten.computeIfAbsent(key, _ -> new TreeSet<>());
    }

    DispatchNumber fence() {
        return journal.read(NOBODY).fence();
    }

    /** Throws for a dispatch that no longer holds the fence; what follows at once is one with this comparison. */
    void demandFence(DispatchNumber dispatch) {
        DispatchNumber fence = fence();
        if (!fence.equals(dispatch)) {
            throw new DispatchSuperseded(NOBODY, dispatch, "fence " + fence);
        }
    }

    void change(
            StepKey key, String unit, Direction direction, DispatchNumber dispatch, @Nullable Long value, String by) {
        put(unit, value);
        ledger.add(new Ledger.Change(name, key, unit, direction, dispatch, fence(), by));
    }

    /** An application writes, whatever the steps are about. */
    void applicationWrites(String unit, long value) {
        put(unit, value);
        marks.forEach((key, ofStep) -> {
            if (ofStep.containsKey(unit)) {
                overwritten(key).add(unit);
            }
        });
    }

    /** Whether a step intends to change the unit and has not yet. */
    boolean isIntended(String unit) {
        return marks.values().stream()
                .map(ofStep -> ofStep.get(unit))
                .anyMatch(mark -> mark != null && mark.progress() == Mark.Progress.INTENDED);
    }

    private void put(String unit, @Nullable Long value) {
        if (value == null) {
            units.remove(unit);
        } else {
            units.put(unit, value);
        }
    }
}
