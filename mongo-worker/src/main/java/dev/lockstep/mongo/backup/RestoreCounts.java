package dev.lockstep.mongo.backup;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.Change;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a restore does with documents. */
final class RestoreCounts {
    private final Map<Change, Long> changes = new EnumMap<>(Change.class);
    private final List<LaterWrite> samples = new ArrayList<>();
    private long equal;
    private long laterWrites;

    void addEqual() {
        equal++;
    }

    void add(Change change) {
        changes.merge(change, 1L, Long::sum);
    }

    /** Adds a change, which was counted, to those of which an application is the cause. */
    void addLaterWrite(String unit, Change change) {
        laterWrites++;
        if (samples.size() < RestoreResult.SAMPLE_SIZE) {
            samples.add(new LaterWrite(unit, change));
        }
    }

    long handled() {
        return equal + changes.values().stream().mapToLong(Long::longValue).sum();
    }

    RestoreResult result(RestoreMode mode, boolean hasJournal, List<String> notes) {
        @Nullable Long known = hasJournal ? laterWrites : null;
        return new RestoreResult(
                mode == RestoreMode.DRY_RUN,
                equal,
                changes.getOrDefault(Change.RECREATED, 0L),
                changes.getOrDefault(Change.REPLACED, 0L),
                changes.getOrDefault(Change.REMOVED, 0L),
                known,
                hasJournal ? samples : List.of(),
                Map.of(),
                notes);
    }
}
