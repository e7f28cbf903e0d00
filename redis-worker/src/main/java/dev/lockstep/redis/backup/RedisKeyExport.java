package dev.lockstep.redis.backup;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.RedisSession.SubmittedList;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.backup.NameSet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Copies touched keys to a file. The server dumps the next batch while the current one is written, so two batches are
 * in memory, each with the payloads of {@value #MAX_BATCH_BYTES} bytes and one key.
 */
final class RedisKeyExport {
    private static final int MAX_BATCH_BYTES = 4_000_000;
    private static final int MAX_NAME_BYTES = 16_384;

    private final RedisSession scanner;
    private final RedisSession reader;
    private final UnitLimits limits;
    private final StepContext context;
    private final RedisScript script;
    private final NameSet seen = new NameSet(RedisBackups.MAX_NAMES);

    RedisKeyExport(RedisSession scanner, RedisSession reader, UnitLimits limits, StepContext context) {
        this.scanner = scanner;
        this.reader = reader;
        this.limits = limits;
        this.context = context;
        this.script = RedisScript.load("dump-keys", reader.version());
    }

    /** Writes the keys and returns their number. */
    long write(TouchedKeys touched, OutputStream file) {
        probePermissions();
        reader.leaveKeysUntouched();
        try {
            KeyFile.Writer writer = new KeyFile.Writer(file);
            for (TouchedKeys.Scan scan : touched.all()) {
                write(scan, writer);
            }
            return writer.end();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /** A backup that the user may not restore would be worthless. */
    private void probePermissions() {
        RedisKey probe = RedisKey.of("lockstep:probe:" + UUID.randomUUID());
        reader.run(new ScriptCall(RedisScript.load("probe-restore", reader.version()), List.of(probe), List.of()));
    }

    private void write(TouchedKeys.Scan scan, KeyFile.Writer writer) throws IOException {
        RedisKeyScan scanned = new RedisKeyScan(scanner, scan.glob());
        Batch current = null;
        List<RedisKey> keys = scanned.next(limits.batchSize());
        while (!keys.isEmpty()) {
            Batch next = submit(keys.stream()
                    .filter(key -> scan.contains().test(key) && seen.add(key.bytes()))
                    .toList());
            if (current != null) {
                write(current, writer);
            }
            current = next;
            keys = scanned.next(limits.batchSize());
        }
        if (current != null) {
            write(current, writer);
        }
    }

    private Batch submit(List<RedisKey> keys) {
        keys.forEach(this::requireShortName);
        ScriptCall call = new ScriptCall(
                script,
                keys,
                List.of(
                        argument(Integer.toString(MAX_BATCH_BYTES)),
                        argument(Integer.toString(limits.maxValueBytes()))));
        return new Batch(keys, reader.submitForList(call));
    }

    private void requireShortName(RedisKey key) {
        if (key.length() > MAX_NAME_BYTES) {
            throw OperationFailed.withoutEffect(
                    "key-name-too-long",
                    "the name of key %s has %d bytes; the limit is %d bytes"
                            .formatted(textOf(key), key.length(), MAX_NAME_BYTES));
        }
    }

    /** The server replies with the first keys only if all of them are too large for one batch. */
    private void write(Batch batch, KeyFile.Writer writer) throws IOException {
        List<@Nullable Object> reply = reader.listOf(batch.reply());
        List<RedisKey> keys = batch.keys();
        while (true) {
            int handled = reply.size() / 2;
            for (int index = 0; index < handled; index++) {
                write(keys.get(index), reply.get(2 * index), reply.get(2 * index + 1), writer);
            }
            context.progress(new Progress(writer.keys(), null));
            if (handled == keys.size()) {
                return;
            }
            keys = keys.subList(handled, keys.size());
            reply = reader.listOf(submit(keys).reply());
        }
    }

    private void write(RedisKey key, @Nullable Object payload, @Nullable Object expiry, KeyFile.Writer writer)
            throws IOException {
        if (payload instanceof byte[] dumped && expiry instanceof byte[] text) {
            writer.write(new KeyEntry(key, dumped, Long.parseLong(new String(text, StandardCharsets.US_ASCII))));
        } else if (payload == null && expiry instanceof byte[] size && size.length > 0) {
            throw OperationFailed.withoutEffect(
                    "value-too-large",
                    ("key %s is too large for a backup: it needs at least %s bytes of memory;"
                                    + " the limit is %d bytes (option max-value-bytes)")
                            .formatted(
                                    textOf(key), new String(size, StandardCharsets.US_ASCII), limits.maxValueBytes()));
        }
    }

    private String textOf(RedisKey key) {
        return context.masking().key(key.toString());
    }

    private record Batch(List<RedisKey> keys, SubmittedList reply) {}
}
