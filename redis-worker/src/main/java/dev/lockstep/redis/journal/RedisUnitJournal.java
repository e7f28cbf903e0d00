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

/** Reads the unit rows of one step, which the scripts write. */
public final class RedisUnitJournal {
    private static final int PAGE_SIZE = 500;
    private final RedisSession session;
    private final JournalKeys keys;

    public RedisUnitJournal(RedisSession session, JournalKeys keys) {
        this.session = session;
        this.keys = keys;
    }

    public UnitCounts counts() {
        Map<String, Long> counts = new TreeMap<>();
        session.call(redis -> redis.hgetall(keys.counts().bytes()))
                .forEach((name, count) -> counts.put(text(name), Long.parseLong(text(count))));
        return new UnitCounts(counts);
    }

    /**
     * Returns whether the journal has a row for every unit that was written and is not compensated yet. Reads again if
     * the counts change in between, because an erasure does not wait for a compensation.
     */
    public boolean isComplete() {
        UnitCounts counts = counts();
        boolean isComplete = counts.expectedRows() == size(keys.units()) + size(keys.deletedSources());
        return isComplete || (!counts().equals(counts) && isComplete());
    }

    /** Returns the number of fields of one of the step's hashes. */
    public long size(RedisKey hash) {
        return session.call(redis -> redis.hlen(hash.bytes()));
    }

    /** Returns a sample of the skipped keys, each with the reason. */
    public List<UnitNote> skippedSamples() {
        return notes(keys.skipped());
    }

    /** Returns a sample of the sources that the finish kept, each with the reason. */
    public List<UnitNote> keptSourceSamples() {
        return notes(keys.keptSources());
    }

    private List<UnitNote> notes(RedisKey hash) {
        return samples(hash).stream()
                .map(row -> new UnitNote(row.field().toString(), RedisKey.printable(row.value())))
                .toList();
    }

    public List<Conflict> conflictSamples() {
        return samples(keys.conflicts()).stream()
                .map(row -> ConflictParser.parse(row.value()))
                .toList();
    }

    /**
     * Calls {@code work} with all fields of one of the step's hashes, in batches. A field that exists during the whole
     * call is passed at least once. The server may return a field more than once; the scripts handle it once.
     *
     * @param size maximum number of fields in a batch
     */
    public void forEachBatch(RedisKey hash, int size, Consumer<List<RedisKey>> work) {
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

    private List<Row> samples(RedisKey hash) {
        List<Row> rows = new ArrayList<>();
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished() && rows.size() < CompensationResult.SAMPLE_SIZE) {
            MapScanCursor<byte[], byte[]> page = page(hash, cursor, PAGE_SIZE);
            page.getMap().forEach((field, value) -> rows.add(new Row(RedisKey.of(field), value)));
            cursor = page;
        }
        return rows.subList(0, Math.min(CompensationResult.SAMPLE_SIZE, rows.size()));
    }

    private MapScanCursor<byte[], byte[]> page(RedisKey hash, ScanCursor cursor, int size) {
        return session.call(redis -> redis.hscan(hash.bytes(), cursor, ScanArgs.Builder.limit(size)));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    private record Row(RedisKey field, byte[] value) {}
}
