package dev.lockstep.redis.journal;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The unit rows of one step, as its scripts have written them. */
public final class RedisUnitJournal {
    private static final int PAGE = 500;
    private static final String UNDONE = "undone.";
    private final RedisSession session;
    private final JournalKeys keys;

    public RedisUnitJournal(RedisSession session, JournalKeys keys) {
        this.session = session;
        this.keys = keys;
    }

    /** How many units came to what; exact whatever crashed, for the script that changes a unit counts it. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        session.ask(redis -> redis.hgetall(keys.counts().bytes()))
                .forEach((name, count) -> counts.put(text(name), Long.parseLong(text(count))));
        return counts;
    }

    /** Is each unit row there that was written and is not undone? */
    public boolean isWhole() {
        long expected = counts().entrySet().stream()
                .mapToLong(entry -> signed(entry.getKey(), entry.getValue()))
                .sum();
        return expected == size(keys.units()) + size(keys.sources());
    }

    private static long signed(String name, long count) {
        return switch (name) {
            case "created", "replaced", "edited", "source-deleted" -> count;
            default -> name.startsWith(UNDONE) ? -count : 0;
        };
    }

    public long size(RedisKey hash) {
        return session.ask(redis -> redis.hlen(hash.bytes()));
    }

    /** Some of the keys that were left alone, each with the reason. */
    public List<UnitNote> skippedSamples() {
        return notes(keys.skipped());
    }

    /** Some of the sources that were not deleted, each with the reason. */
    public List<UnitNote> keptSamples() {
        return notes(keys.kept());
    }

    private List<UnitNote> notes(RedisKey hash) {
        return rows(hash, CompensationResult.SAMPLE_SIZE).stream()
                .map(row -> new UnitNote(row.key().toString(), RedisKey.printable(row.value())))
                .toList();
    }

    /** Some of the conflicts. */
    public List<Conflict> conflictSamples() {
        return rows(keys.conflicts(), CompensationResult.SAMPLE_SIZE).stream()
                .map(row -> ConflictRow.parse(row.value()))
                .toList();
    }

    /** The fields of a hash of this step, batch by batch; each that is there throughout comes at least once. */
    public void eachBatch(RedisKey hash, int size, Consumer<List<RedisKey>> work) {
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            MapScanCursor<byte[], byte[]> page = page(hash, cursor, size);
            List<RedisKey> fields =
                    page.getMap().keySet().stream().map(RedisKey::of).toList();
            for (int from = 0; from < fields.size(); from += size) {
                work.accept(fields.subList(from, Math.min(from + size, fields.size())));
            }
            cursor = page;
        }
    }

    private List<Row> rows(RedisKey hash, int most) {
        List<Row> rows = new ArrayList<>();
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished() && rows.size() < most) {
            MapScanCursor<byte[], byte[]> page = page(hash, cursor, PAGE);
            page.getMap().forEach((field, value) -> rows.add(new Row(RedisKey.of(field), value)));
            cursor = page;
        }
        return rows.subList(0, Math.min(most, rows.size()));
    }

    private MapScanCursor<byte[], byte[]> page(RedisKey hash, ScanCursor cursor, int size) {
        return session.ask(redis -> redis.hscan(hash.bytes(), cursor, ScanArgs.Builder.limit(size)));
    }

    /** Removes the step's journal: first what hangs on its rows, then the rows, so that it can be run again. */
    void purge() {
        eachBatch(
                keys.sources(),
                PAGE,
                sources -> unlink(sources.stream().map(keys::preImageOfSource).toList()));
        eachBatch(
                keys.conflicts(),
                PAGE,
                conflicts -> unlinkPreImages(
                        conflicts.stream().map(JournalKeys::fieldOfConflict).toList()));
        eachBatch(keys.units(), PAGE, this::unlinkPreImages);
        unlink(List.of(
                keys.units(),
                keys.skipped(),
                keys.kept(),
                keys.sources(),
                keys.conflicts(),
                keys.counts(),
                keys.row()));
    }

    private void unlinkPreImages(List<RedisKey> fields) {
        unlink(fields.stream().map(keys::preImageOf).toList());
        unlink(fields.stream().map(keys::preImageOfSource).toList());
    }

    private void unlink(List<RedisKey> doomed) {
        if (!doomed.isEmpty()) {
            byte[][] names = doomed.stream().map(RedisKey::bytes).toArray(byte[][]::new);
            session.ask(redis -> redis.unlink(names));
        }
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    private record Row(RedisKey key, byte[] value) {}
}
