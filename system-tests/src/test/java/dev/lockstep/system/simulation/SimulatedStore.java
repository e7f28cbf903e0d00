package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.InMemoryStepJournal;
import dev.lockstep.worker.StepKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One target store: units with values, a step journal, and a record of each unit that a step changes. */
final class SimulatedStore {
    private static final StepKey ANY_STEP = new StepKey(new MigrationId(new UUID(0, 0)), new StepId("any-step"));
    private static final String OUTSIDE = "outside-";
    private final TargetName name;
    private final TargetKind kind;
    private final InMemoryStepJournal journal;
    private final UnitChanges changes;
    private final TreeMap<String, Long> units = new TreeMap<>();
    private final Map<String, Long> initialValues = new HashMap<>();
    private final Map<StepKey, TreeMap<String, UnitRecord>> unitRecords = new HashMap<>();
    private final Map<StepKey, Set<String>> conflicts = new HashMap<>();
    private final Map<StepKey, Set<String>> overwritten = new HashMap<>();
    private final Set<MigrationId> backups = new HashSet<>();

    SimulatedStore(TargetName name, TargetKind kind, UnitChanges changes) {
        this.name = name;
        this.kind = kind;
        this.changes = changes;
        this.journal = new InMemoryStepJournal(identityOf(name.value()));
        for (int index = 0; index < 3; index++) {
            setInitialValue(OUTSIDE + index, 7L + index);
        }
    }

    static TargetIdentity identityOf(String database) {
        return new TargetIdentity(UUID.nameUUIDFromBytes(database.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether no step changes the unit. */
    static boolean isOutsideOfSteps(String unit) {
        return unit.startsWith(OUTSIDE);
    }

    /** Sets the value that the unit has before any migration. */
    void setInitialValue(String unit, long value) {
        units.put(unit, value);
        initialValues.put(unit, value);
    }

    /** The value of the unit before any migration; absent if it did not exist. */
    @Nullable Long initialValue(String unit) {
        return initialValues.get(unit);
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

    Map<String, UnitRecord> unitRecords(StepKey key) {
        return unitRecords.computeIfAbsent(key, _ -> new TreeMap<>());
    }

    /** The units that a compensation did not restore because of a conflict. */
    Set<String> conflicts(StepKey key) {
        return conflicts.computeIfAbsent(key, _ -> new TreeSet<>());
    }

    /** The units that the application wrote after the step had changed them. */
    Set<String> overwritten(StepKey key) {
        return overwritten.computeIfAbsent(key, _ -> new TreeSet<>());
    }

    /** The migrations before which this store was backed up. */
    Set<MigrationId> backups() {
        return backups;
    }

    DispatchNumber fence() {
        return journal.read(ANY_STEP).fence();
    }

    /** Refuses a dispatch whose number is below the fence. No port call may be between this check and the change. */
    void ensureFence(DispatchNumber dispatch) {
        DispatchNumber fence = fence();
        if (!fence.equals(dispatch)) {
            throw new DispatchSuperseded(ANY_STEP, dispatch, "fence " + fence);
        }
    }

    void change(UnitChange change, @Nullable Long value) {
        if (value == null) {
            units.remove(change.unit());
        } else {
            units.put(change.unit(), value);
        }
        changes.add(change);
    }

    void writeByApplication(String unit, long value) {
        units.put(unit, value);
        unitRecords.forEach((key, records) -> {
            if (records.containsKey(unit)) {
                overwritten(key).add(unit);
            }
        });
    }

    /** Whether a step has recorded its intent to change the unit and has not yet recorded the change. */
    boolean hasOpenIntent(String unit) {
        return unitRecords.values().stream()
                .map(records -> records.get(unit))
                .anyMatch(entry -> entry != null && entry.phase() == UnitRecord.Phase.INTENDED);
    }
}
