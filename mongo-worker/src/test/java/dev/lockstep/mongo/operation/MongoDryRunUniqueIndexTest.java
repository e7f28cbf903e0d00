package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.DryRunUnderTest;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.HeldDispatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoDryRunUniqueIndexTest {
    private static final int MANY = 3 * MongoTestDatabase.BATCH_SIZE;
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final DryRunUnderTest dryRun = new DryRunUnderTest(worker);

    @BeforeEach
    void seed() {
        database.collection("units")
                .createIndex(
                        Indexes.ascending("n", "m"),
                        new IndexOptions().unique(true).name("by_n"));
        IntStream.range(0, MANY).forEach(id -> database.insert("units", "{_id: %1$d, n: %1$d}".formatted(id)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long unitsOf(StepOperation operation) {
        return dryRun.runExpectingSuccess(ContractMigration.of(operation)).units();
    }

    private void assertFailsAsItsApply(StepOperation operation) {
        StepFailure failure = dryRun.runExpectingFailure(ContractMigration.of(operation));
        assertThat(database.leftovers()).isEmpty();
        StepFailure expected =
                worker.runExpectingFailure(ContractMigration.of(operation).apply(2));
        assertThat(failure.code()).isEqualTo(expected.code()).isEqualTo("11000");
        assertThat(failure.message()).isEqualTo(expected.message()).contains("units", "by_n");
    }

    @Nested
    class A_unique_index {
        @Test
        void refuses_two_changed_documents_with_the_same_key() {
            assertFailsAsItsApply(MongoOperations.update("units", "{'n': {'$gt': 3}}", "{'$set': {'n': 100}}"));
        }

        @Test
        void refuses_a_changed_document_with_the_key_of_another_one() {
            assertFailsAsItsApply(MongoOperations.update("units", "{'n': 3}", "{'$set': {'n': 12}}"));
        }

        @Test
        void refuses_a_document_whose_key_loses_a_field() {
            assertFailsAsItsApply(MongoOperations.renameField("units", "n", "other"));
        }

        @Test
        void passes_new_keys_that_differ() {
            assertThat(unitsOf(MongoOperations.update("units", "{}", "{'$inc': {'n': 1000}}")))
                    .isEqualTo(MANY);
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void is_not_tried_if_its_fields_do_not_change() {
            assertThat(unitsOf(MongoOperations.update("units", "{}", "{'$set': {'x': 1}}")))
                    .isEqualTo(MANY);
        }
    }

    @Nested
    class The_copies_of_a_dry_run {
        private final Command command = ContractMigration.of(
                        MongoOperations.update("units", "{}", "{'$inc': {'n': 1000}}"))
                .dryRun(1);

        /** In the second batch, the keys of the first one are in their scratch collection. */
        private Report runWithPauseInSecondBatch(Runnable duringPause) {
            AtomicReference<Report> report = new AtomicReference<>();
            try (HeldDispatch paused =
                    HeldDispatch.at("mongo.scratch.after-update", 2, () -> report.set(worker.run(command)))) {
                duringPause.run();
                paused.release();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return report.get();
        }

        @Test
        void are_not_touched_by_the_same_command_in_another_process() {
            AtomicReference<Report> second = new AtomicReference<>();
            Report first = runWithPauseInSecondBatch(() -> second.set(worker.run(command)));
            assertThat(List.of(first, second.get())).allSatisfy(report -> assertThat(report)
                    .isInstanceOfSatisfying(Report.DryRun.class, passed -> assertThat(passed.steps())
                            .singleElement()
                            .isInstanceOf(DryRunOutcome.Passed.class)));
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void that_are_dropped_are_a_transient_failure() {
            Report report = runWithPauseInSecondBatch(() -> database.leftovers().stream()
                    .filter(name -> name.endsWith(JournalNames.UNIQUE))
                    .forEach(name -> database.collection(name).drop()));
            assertThat(MongoWorkerUnderTest.assertFailed(report))
                    .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> assertThat(failure.code())
                            .isEqualTo("scratch-lost"));
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void that_are_made_twice_are_a_transient_failure() {
            Report report = runWithPauseInSecondBatch(() -> database.leftovers().stream()
                    .filter(name -> name.endsWith(JournalNames.UNIQUE))
                    .forEach(name -> IntStream.range(0, MANY).forEach(id -> database.collection(name)
                            .replaceOne(
                                    BsonDocument.parse("{_id: %d}".formatted(id)),
                                    BsonDocument.parse("{n: %d}".formatted(-1 - id)),
                                    new ReplaceOptions().upsert(true)))));
            assertThat(MongoWorkerUnderTest.assertFailed(report))
                    .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> assertThat(failure.code())
                            .isEqualTo("scratch-duplicate"));
        }
    }
}
