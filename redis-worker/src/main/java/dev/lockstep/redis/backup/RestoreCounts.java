package dev.lockstep.redis.backup;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.Change;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a restore does with keys. */
final class RestoreCounts {
    private static final String LATER = " later";
    private final Map<Change, Long> changes = new EnumMap<>(Change.class);
    private final List<LaterWrite> samples = new ArrayList<>();
    private long equal;
    private long expired;
    private long laterWrites;
    private long handled;

    /** Adds the outcome that the script replied for a key. */
    void add(RedisKey key, String reply) {
        handled++;
        boolean isLater = reply.endsWith(LATER);
        String outcome = isLater ? reply.substring(0, reply.length() - LATER.length()) : reply;
        switch (outcome) {
            case "equal" -> equal++;
            case "expired" -> expired++;
            case "missing" -> handled--;
            case "recreated" -> add(key, Change.RECREATED, isLater);
            case "replaced" -> add(key, Change.REPLACED, isLater);
            case "removed" -> add(key, Change.REMOVED, isLater);
            default -> throw new IllegalStateException("restore-keys replied %s for a key".formatted(reply));
        }
    }

    private void add(RedisKey key, Change change, boolean isLater) {
        changes.merge(change, 1L, Long::sum);
        if (isLater) {
            laterWrites++;
            if (samples.size() < RestoreResult.SAMPLE_SIZE) {
                samples.add(new LaterWrite(key.toString(), change));
            }
        }
    }

    long handled() {
        return handled;
    }

    /** Whether the restore has written something, if it writes. */
    boolean hasChanges() {
        return !changes.isEmpty();
    }

    /** @param notes notes; if the journal is gone, one of them says so */
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
                Map.of("expired", expired),
                notes);
    }
}
