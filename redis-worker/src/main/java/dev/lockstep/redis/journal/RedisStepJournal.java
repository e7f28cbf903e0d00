package dev.lockstep.redis.journal;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.worker.FinishedRestore;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepRecord;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The step journal inside a Redis database. One script compares the fence and the row with what was read, and writes
 * both.
 *
 * <p>Only results wait until they are durable. An intent needs no wait of its own: the append-only file and the stream
 * to the replicas keep the order of writes, so an intent is never lost without the writes that follow it, and the wait
 * for the result covers all of them.
 */
public final class RedisStepJournal implements StepJournal {
    private static final String WRITTEN = "1";
    private final RedisConnections connections;

    public RedisStepJournal(RedisConnections connections) {
        this.connections = connections;
    }

    @Override
    public TargetIdentity identity() {
        RedisSession session = connections.shared();
        byte[] newIdentity = bytes(UUID.randomUUID().toString());
        byte[] key = JournalKeys.IDENTITY.bytes();
        String identity = text(session.call(redis -> redis.get(key)));
        if (identity.isEmpty()) {
            session.call(redis -> redis.set(key, newIdentity, SetArgs.Builder.nx()));
            identity = text(session.call(redis -> redis.get(key)));
        }
        return TargetIdentity.parse(identity);
    }

    @Override
    public boolean replaceIdentity(TargetIdentity expected, TargetIdentity replacement) {
        RedisSession session = connections.shared();
        boolean written = text(session.run(new ScriptCall(
                        RedisScript.load("replace-identity"),
                        List.of(JournalKeys.IDENTITY),
                        List.of(bytes(expected.toString()), bytes(replacement.toString())))))
                .equals(WRITTEN);
        session.confirmWrites();
        return written;
    }

    @Override
    public Opened open(StepKey key) {
        List<String> values = values(connections.shared(), key, JournalKeys.IDENTITY);
        String identity = values.getLast();
        return new Opened(
                identity.isEmpty() ? identity() : TargetIdentity.parse(identity),
                StoredEntry.of(values).entry());
    }

    @Override
    public JournalEntry read(StepKey key) {
        return readStored(connections.shared(), key).entry();
    }

    @Override
    public Map<StepKey, StepRecord> readAll(Collection<StepKey> keys) {
        Map<StepKey, StepRecord> rows = new HashMap<>();
        RedisSession session = connections.shared();
        keys.stream().gather(Gatherers.windowFixed(READ_BATCH)).forEach(batch -> {
            List<String> values = values(
                    session,
                    batch.stream().map(key -> new JournalKeys(key).stepRow()).toList());
            for (int i = 0; i < batch.size(); i++) {
                if (!values.get(i).isEmpty()) {
                    rows.put(batch.get(i), row(values.get(i)));
                }
            }
        });
        return rows;
    }

    private static StepRecord row(String json) {
        return LockstepJson.messages().readValue(json, StepRecord.class);
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        RedisSession session = connections.shared();
        StoredEntry stored = readStored(session, key);
        if (!stored.entry().equals(expected)) {
            return false;
        }
        StepRecord row = next.step();
        ScriptCall call = new ScriptCall(
                RedisScript.load("write-step-row", session.version()),
                List.of(JournalKeys.FENCE, new JournalKeys(key).stepRow()),
                List.of(
                        bytes(stored.fence()),
                        bytes(stored.row()),
                        bytes(next.fence().toString()),
                        row == null ? new byte[0] : LockstepJson.messages().writeValueAsBytes(row)));
        boolean written = text(session.run(call)).equals(WRITTEN);
        if (written && !isIntent(row)) {
            session.confirmWrites();
        }
        return written;
    }

    private static boolean isIntent(@Nullable StepRecord row) {
        return row != null
                && switch (row.phase()) {
                    case APPLYING, FINISHING, COMPENSATING -> true;
                    case APPLIED, FINISHED, COMPENSATED -> false;
                };
    }

    @Override
    public Optional<FinishedRestore> lastRestore() {
        String record =
                text(connections.shared().call(redis -> redis.hget(JournalKeys.LAST_RESTORE.bytes(), bytes("record"))));
        return record.isEmpty()
                ? Optional.empty()
                : Optional.of(LockstepJson.messages().readValue(record, FinishedRestore.class));
    }

    @Override
    public void recordRestore(FinishedRestore ended) {
        RedisSession session = connections.shared();
        session.run(new ScriptCall(
                RedisScript.load("record-restore", session.version()),
                List.of(JournalKeys.FENCE, JournalKeys.LAST_RESTORE),
                List.of(
                        bytes(ended.dispatch().toString()),
                        LockstepJson.messages().writeValueAsBytes(ended))));
        session.confirmWrites();
    }

    @Override
    public PurgedRows purge(StepKey key, PurgeListener listener) {
        RedisSession session = connections.shared();
        PurgedRows purged = new RedisStepPurge(session, new JournalKeys(key), listener).run();
        session.confirmWrites();
        return purged;
    }

    private static StoredEntry readStored(RedisSession session, StepKey key) {
        return StoredEntry.of(values(session, key));
    }

    /** The values of the fence, the step's row and other keys, as one snapshot. */
    private static List<String> values(RedisSession session, StepKey key, RedisKey... others) {
        return values(
                session,
                Stream.concat(Stream.of(JournalKeys.FENCE, new JournalKeys(key).stepRow()), Stream.of(others))
                        .toList());
    }

    private static List<String> values(RedisSession session, List<RedisKey> keys) {
        byte[][] names = keys.stream().map(RedisKey::bytes).toArray(byte[][]::new);
        return session.call(redis -> redis.mget(names)).stream()
                .map(value -> text(value.getValueOrElse(null)))
                .toList();
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The stored fence and row; an empty string stands for a missing key. */
    private record StoredEntry(String fence, String row) {
        static StoredEntry of(List<String> values) {
            return new StoredEntry(values.get(0), values.get(1));
        }

        JournalEntry entry() {
            return new JournalEntry(
                    fence.isEmpty() ? DispatchNumber.NONE : new DispatchNumber(Long.parseLong(fence)),
                    row.isEmpty() ? null : RedisStepJournal.row(row));
        }
    }
}
