package dev.lockstep.mongo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.mongo.LargeDocuments;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoOpenRowsTest {
    private static final int MEGABYTE = 1024 * 1024;

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final StepKey key = ContractMigration.of(MongoOperations.update("documents", "{}", "{'$inc': {'n': 1}}"))
            .key();
    private final UnitJournalCodec codec = new UnitJournalCodec(key, new DispatchNumber(1));

    @AfterEach
    void close() {
        database.close();
    }

    private void insert(int id, long number, int values) {
        BsonDocument preImage = new BsonDocument("values", LargeDocuments.values(values));
        UnitRow row = new UnitRow(new BsonInt32(id), number, preImage, new BsonDocument(), List.of("values"), 100);
        database.collection("rows").insertOne(codec.rowDocument(row));
    }

    private MongoOpenRows open(MongoOpenRows.Limits limits) {
        return new MongoOpenRows(
                database.collection("rows").withTimeout(1, TimeUnit.MINUTES),
                new BsonDocument("step", new BsonString(key.toString())),
                row -> row.getInt32("unit").getValue() != 99,
                limits);
    }

    private List<List<UnitRow>> batches(MongoOpenRows.Limits limits) {
        List<List<UnitRow>> batches = new ArrayList<>();
        try (MongoOpenRows rows = open(limits)) {
            for (List<UnitRow> batch = rows.nextBatch(4 * MEGABYTE);
                    !batch.isEmpty();
                    batch = rows.nextBatch(4 * MEGABYTE)) {
                batches.add(batch);
            }
        }
        return batches;
    }

    private static List<Integer> ids(List<List<UnitRow>> batches) {
        return batches.stream()
                .flatMap(List::stream)
                .map(row -> row.id().asInt32().getValue())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void rows_with_the_same_number_are_each_read_once_with_segments_of_any_length(int segment) {
        IntStream.range(0, 7).forEach(id -> insert(id, id / 3, 1));
        insert(99, 1, 1);
        List<List<UnitRow>> batches = batches(new MongoOpenRows.Limits(2, segment, Duration.ofMinutes(5)));
        assertThat(ids(batches)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        assertThat(batches.stream().flatMap(List::stream).map(UnitRow::number))
                .containsExactly(2L, 1L, 1L, 1L, 0L, 0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void rows_that_need_much_heap_are_read_in_smaller_batches(int segment) {
        IntStream.range(0, 3).forEach(id -> insert(id, id, 50_000));
        List<List<UnitRow>> batches = batches(new MongoOpenRows.Limits(10, segment, Duration.ofMinutes(5)));
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSize(1));
        assertThat(ids(batches)).containsExactly(2, 1, 0);
    }

    @Test
    void rows_that_need_much_heap_are_each_read_once_if_each_batch_starts_a_new_segment() {
        IntStream.range(0, 3).forEach(id -> insert(id, id, 50_000));
        assertThat(ids(batches(new MongoOpenRows.Limits(10, 100, Duration.ZERO))))
                .containsExactly(2, 1, 0);
    }

    @Test
    void a_new_segment_reads_the_next_row_again_if_the_last_batch_had_no_space_for_it() {
        IntStream.range(0, 3).forEach(id -> insert(id, id, 50_000));
        try (MongoOpenRows rows = open(new MongoOpenRows.Limits(10, 100, Duration.ZERO))) {
            List<UnitRow> first = rows.nextBatch(4 * MEGABYTE);
            database.collection("rows").deleteOne(new BsonDocument("unit", new BsonInt32(1)));
            assertThat(ids(List.of(first, rows.nextBatch(4 * MEGABYTE)))).containsExactly(2, 0);
        }
    }
}
