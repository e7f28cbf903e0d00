package dev.lockstep.mongo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MongoPurgeTest {
    private static final int ROWS = 30_000;
    private static final int OTHERS = 500;
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final StepKey step = key();
    private final StepKey other = key();

    private static StepKey key() {
        return new StepKey(new MigrationId(UUID.randomUUID()), new StepId("documents"));
    }

    @BeforeEach
    void insert() {
        insert(step, ROWS);
        insert(other, OTHERS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void insert(StepKey key, int rows) {
        List<BsonDocument> documents = LongStream.range(0, rows)
                .mapToObj(number -> new BsonDocument("_id", new BsonString(key + "/" + number))
                        .append("step", new BsonString(key.toString()))
                        .append("number", new BsonInt64(number / 3))
                        .append("before", new BsonString("x".repeat(100))))
                .toList();
        database.collection(JournalNames.UNIT_ROWS).insertMany(documents);
    }

    private long rowsOf(StepKey key) {
        return database.collection(JournalNames.UNIT_ROWS)
                .countDocuments(new BsonDocument("step", new BsonString(key.toString())));
    }

    private PurgedRows purge(PurgeListener listener) {
        try (ConnectedTarget worker = database.connect()) {
            return worker.journal().purge(step, listener);
        }
    }

    @Test
    void removes_many_rows_in_small_batches_and_leaves_those_of_other_steps() {
        List<Long> removed = new ArrayList<>(List.of(0L));
        PurgedRows purged = purge(batch -> removed.add(batch.rows()));
        assertThat(rowsOf(step)).isZero();
        assertThat(rowsOf(other)).isEqualTo(OTHERS);
        assertThat(purged.rows()).isEqualTo(ROWS);
        assertThat(purged.bytes()).isBetween(200L * ROWS, 400L * ROWS);
        assertThat(LongStream.range(1, removed.size()).map(i -> removed.get((int) i) - removed.get((int) i - 1)))
                .hasSizeGreaterThanOrEqualTo(ROWS / 1_000)
                .allMatch(size -> size <= 1_000);
    }

    @Test
    void that_is_stopped_in_the_middle_is_continued_by_another_worker() {
        assertThatThrownBy(() -> purge(batch -> {
                    if (batch.rows() > ROWS / 2) {
                        throw new DispatchSuperseded(step, new DispatchNumber(1), "the worker is stopping");
                    }
                }))
                .isInstanceOf(DispatchSuperseded.class);
        long left = rowsOf(step);
        assertThat(left).isBetween(1L, ROWS / 2L);
        assertThat(purge(PurgeListener.NONE).rows()).isEqualTo(left);
        assertThat(rowsOf(step)).isZero();
        assertThat(rowsOf(other)).isEqualTo(OTHERS);
    }

    @Test
    void works_in_batches_that_are_small_enough_for_its_rate() {
        List<Long> removed = new ArrayList<>();
        assertThatThrownBy(() -> purge(new PurgeListener() {
                    @Override
                    public void removed(PurgedRows batch) {
                        removed.add(batch.rows());
                        throw new DispatchSuperseded(step, new DispatchNumber(1), "seen enough");
                    }

                    @Override
                    public int batchSize(int preferred) {
                        return 25;
                    }
                }))
                .isInstanceOf(DispatchSuperseded.class);
        assertThat(removed).containsExactly(25L);
    }
}
