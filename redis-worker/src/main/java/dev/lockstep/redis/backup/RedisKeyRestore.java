package dev.lockstep.redis.backup;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.RedisSession.SubmittedList;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.BackupManifest;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import dev.lockstep.worker.backup.NameSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Restores the keys of a backup, and then removes the keys that the steps can create and that the backup does not have. It can
 * be repeated: keys that are as in the backup are not written.
 */
final class RedisKeyRestore {
    private final RedisSession scanner;
    private final RedisSession writer;
    private final UnitLimits limits;
    private final int maxNames;
    private final StepContext context;
    private final RestoreCounts counts = new RestoreCounts();
    private @Nullable Submitted previous;

    /** @param maxNames maximum number of names that are held in memory */
    RedisKeyRestore(RedisSession scanner, RedisSession writer, UnitLimits limits, int maxNames, StepContext context) {
        this.scanner = scanner;
        this.writer = writer;
        this.limits = limits;
        this.maxNames = maxNames;
        this.context = context;
    }

    RestoreResult run(BackupReader backup, RestoreMode mode) {
        BackupManifest manifest = backup.manifest();
        TouchedKeys touched = TouchedKeys.of(manifest.migration(), manifest.steps());
        RestoreCalls calls = new RestoreCalls(touched, writer.version(), limits, mode, context);
        writer.leaveKeysUntouched();
        long keys = backup.file(KeyFile.NAME, file -> restore(file, calls));
        int parts = Math.toIntExact(1 + 2 * keys / maxNames);
        for (int part = 0; part < parts && !touched.created().isEmpty(); part++) {
            removeCreated(touched, keysOf(backup, part, parts), calls, part, parts);
        }
        if (mode == RestoreMode.WRITE && counts.hasChanges()) {
            writer.confirmWrites();
        }
        boolean hasJournal = touched.rules().stream().allMatch(this::hasJournal);
        return counts.result(mode, hasJournal, notes(manifest, hasJournal));
    }

    private long restore(InputStream file, RestoreCalls calls) throws IOException {
        KeyFile.Reader reader = new KeyFile.Reader(file);
        RestoreBatch batch = new RestoreBatch(calls.batchSize());
        long keys = 0;
        for (KeyEntry entry = reader.next(); entry != null; entry = reader.next()) {
            keys++;
            if (!batch.hasRoomFor(entry)) {
                submit(batch.entries(), calls);
                batch = new RestoreBatch(calls.batchSize());
            }
            batch.add(entry);
        }
        submit(batch.entries(), calls);
        awaitPrevious();
        return keys;
    }

    /** The names of one part of the backup, about half of what may be in memory: parts are not of equal size. */
    private NameSet keysOf(BackupReader backup, int part, int parts) {
        return backup.file(KeyFile.NAME, file -> {
            KeyFile.Reader reader = new KeyFile.Reader(file);
            NameSet keys = new NameSet(Integer.MAX_VALUE);
            for (KeyEntry entry = reader.next(); entry != null; entry = reader.next()) {
                if (keys.partOf(entry.key().bytes(), parts) == part) {
                    keys.add(entry.key().bytes());
                }
            }
            return keys;
        });
    }

    private void removeCreated(TouchedKeys touched, NameSet backedUp, RestoreCalls calls, int part, int parts) {
        for (TouchedKeys.Scan scan : touched.created()) {
            RedisKeyScan scanned = new RedisKeyScan(scanner, scan.glob());
            List<RedisKey> keys = scanned.next(calls.batchSize());
            while (!keys.isEmpty()) {
                context.checkpoint();
                submit(
                        keys.stream()
                                .filter(key -> backedUp.partOf(key.bytes(), parts) == part
                                        && !backedUp.contains(key.bytes())
                                        && scan.contains().test(key))
                                .distinct()
                                .map(RestoreCalls::removalOf)
                                .toList(),
                        calls);
                keys = scanned.next(calls.batchSize());
            }
        }
        awaitPrevious();
    }

    /** Sends a batch, and then waits for the previous one. */
    private void submit(List<KeyEntry> entries, RestoreCalls calls) {
        if (entries.isEmpty()) {
            return;
        }
        Failpoints.hit("redis.restore.before-batch");
        Submitted next =
                new Submitted(entries.stream().map(KeyEntry::key).toList(), writer.submitForList(calls.call(entries)));
        awaitPrevious();
        previous = next;
    }

    private void awaitPrevious() {
        Submitted submitted = previous;
        previous = null;
        if (submitted == null) {
            return;
        }
        List<String> replies = RestoreCalls.textsOf(writer.listOf(submitted.reply()));
        for (int index = 0; index < replies.size(); index++) {
            RestoreReplies.requireOutcome(replies.get(index), submitted.keys().get(index), context);
            counts.add(submitted.keys().get(index), replies.get(index));
        }
        context.progress(new Progress(counts.handled(), null));
    }

    private boolean hasJournal(KeyRule rule) {
        return writer.call(redis -> redis.exists(rule.journal().stepRow().bytes())) == 1;
    }

    private List<String> notes(BackupManifest manifest, boolean hasJournal) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "keys that match the steps and that applications created after the backup are kept, unless the steps can create"
                        + " keys of these names");
        if (!hasJournal) {
            notes.add(
                    "later writes of applications cannot be told from those of the migration, because its journal is gone");
        }
        String version = writer.displayVersion();
        if (!version.equals(manifest.serverVersion())) {
            notes.add(
                    "the backup was made on %s; the server is %s now, so a key with equal content can count as replaced"
                            .formatted(manifest.serverVersion(), version));
        }
        return notes;
    }

    private record Submitted(List<RedisKey> keys, SubmittedList reply) {}
}
