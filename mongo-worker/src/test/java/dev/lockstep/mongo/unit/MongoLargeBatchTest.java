package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.LargeDocuments;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.HeldDispatch;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An application enlarges all documents of a batch, so the worker cannot read them together. Two of them fit into its
 * memory, and one write has three.
 */
class MongoLargeBatchTest {
    private static final int DOCUMENTS = 5;
    private static final BsonArray MANY_VALUES = LargeDocuments.values(70_000);

    private final MongoTestDatabase database = new MongoTestDatabase().withOption("batch-size", "12");
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration = ContractMigration.of(
            MongoOperations.update("documents", "{'done': {'$exists': false}}", "{'$set': {'n': 6, 'done': true}}"));

    @BeforeEach
    void seed() {
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("documents", "{_id: %d, n: 5}".formatted(id));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void allowSlowWrites() {
        database.withOption("write-window", "20s").withOption("write-limit", "30s");
    }

    private void enlargeAll() {
        database.collection("documents").updateMany(new BsonDocument(), Updates.set("app", MANY_VALUES));
    }

    private void enlargeAllAndChangeOne() {
        enlargeAll();
        database.collection("documents").updateOne(Filters.eq("_id", 1), Updates.set("n", 50));
    }

    private CompensationResult compensateAfterReadAnd(Runnable change) {
        worker.runExpectingSuccess(migration.apply(1));
        return MongoWorkerUnderTest.assertCompensated(
                worker.runWithPauseAt(migration.compensateApplied(2), "mongo.unit.compensate-after-read", change));
    }

    private long count(String filter) {
        return database.collection("documents").countDocuments(BsonDocument.parse(filter));
    }

    @Test
    void is_compensated_in_parts() {
        allowSlowWrites();
        worker.runExpectingSuccess(migration.apply(1));
        enlargeAll();
        assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                        .restored())
                .isEqualTo(DOCUMENTS);
        assertThat(count("{n: 5, done: {$exists: false}}")).isEqualTo(DOCUMENTS);
    }

    @Test
    void that_is_enlarged_before_its_restore_is_compared_in_parts() {
        allowSlowWrites();
        CompensationResult compensated = compensateAfterReadAnd(this::enlargeAll);
        assertThat(compensated.restored()).isEqualTo(DOCUMENTS);
        assertThat(count("{n: 5, done: {$exists: false}}")).isEqualTo(DOCUMENTS);
    }

    @Test
    void with_a_conflict_is_compared_in_parts() {
        allowSlowWrites();
        CompensationResult compensated = compensateAfterReadAnd(this::enlargeAllAndChangeOne);
        assertThat(compensated.conflicts()).isEqualTo(1);
        assertThat(compensated.restored()).isEqualTo(DOCUMENTS - 1);
        assertThat(count("{n: 5, done: {$exists: false}}")).isEqualTo(DOCUMENTS - 1);
        assertThat(count("{_id: 1, n: 50, done: true}")).isEqualTo(1);
    }

    @Test
    void that_is_enlarged_and_changed_before_its_write_is_planned_again_in_parts() {
        allowSlowWrites();
        StepResult applied = MongoWorkerUnderTest.assertSucceeded(
                worker.runWithPauseAt(migration.apply(1), "mongo.unit.after-pre-image", this::enlargeAllAndChangeOne));
        assertThat(applied.changed()).isEqualTo(DOCUMENTS);
        assertThat(count("{n: 6, done: true}")).isEqualTo(DOCUMENTS);
        assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                        .restored())
                .isEqualTo(DOCUMENTS);
        assertThat(count("{_id: {$ne: 1}, n: 5, done: {$exists: false}}")).isEqualTo(DOCUMENTS - 1);
        assertThat(count("{_id: 1, n: 50, done: {$exists: false}}")).isEqualTo(1);
    }

    @Test
    void of_an_unfinished_apply_is_settled_in_parts() throws InterruptedException {
        try (HeldDispatch apply =
                HeldDispatch.at("mongo.unit.after-pre-image", 1, () -> worker.run(migration.apply(1)))) {
            enlargeAll();
            assertThat(worker.runExpectingCompensation(migration.compensate(2)).restored())
                    .isZero();
            apply.release();
        }
        assertThat(count("{n: 5, done: {$exists: false}}")).isEqualTo(DOCUMENTS);
        assertThat(database.collection("lockstep_journal_units").countDocuments())
                .isZero();
    }
}
