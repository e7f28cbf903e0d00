package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.mongo.DryRunUnderTest;
import dev.lockstep.mongo.LargeDocuments;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.JournalEntry;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoDryRunTest {
    private static final MongoUpdate INCREMENT = MongoOperations.update("units", "{}", "{'$inc': {'n': 1}}");
    private static final MongoUpdate SET = MongoOperations.update("units", "{}", "{'$set': {'n': 1}}");
    private static final int MANY = 5 * MongoTestDatabase.BATCH_SIZE;

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final DryRunUnderTest dryRun = new DryRunUnderTest(worker);

    @AfterEach
    void close() {
        database.close();
    }

    private void insertMany() {
        IntStream.range(0, MANY).forEach(id -> database.insert("units", "{_id: %d, n: 5}".formatted(id)));
    }

    private DryRunResult resultOf(StepOperation operation) {
        return dryRun.runExpectingSuccess(ContractMigration.of(operation));
    }

    @Nested
    class A_sample {
        @Test
        void has_the_touched_fields_before_and_after() {
            database.insert("units", "{_id: 'x', n: 5, other: 1}", "{_id: 'y', other: 1}", "{_id: 'z', n: 1}");
            assertThat(resultOf(SET).samples())
                    .containsExactly(
                            new UnitSample("units/\"x\"", "{\"n\": 5}", "{\"n\": 1}"),
                            new UnitSample("units/\"y\"", "{}", "{\"n\": 1}"));
        }

        @Test
        void is_taken_of_twenty_units_at_most() {
            insertMany();
            assertThat(resultOf(INCREMENT).samples()).hasSize(DryRunResult.SAMPLE_SIZE);
        }

        @Test
        void does_not_show_the_values_of_masked_fields() {
            database.withOption("mask-fields", "n,_id");
            database.insert("units", "{_id: 'planted', n: {deep: 'planted'}}");
            assertThat(resultOf(SET).samples())
                    .containsExactly(new UnitSample("units/***", "{\"n\": \"***\"}", "{\"n\": \"***\"}"));
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void does_not_raise_the_fence_and_has_no_step_in_the_journal() {
            insertMany();
            ContractMigration migration = ContractMigration.of(INCREMENT);
            dryRun.run(migration.dryRun(9));
            try (var target = database.connect()) {
                assertThat(target.journal().read(migration.key())).isEqualTo(JournalEntry.EMPTY);
            }
            worker.runExpectingSuccess(migration.apply(1));
        }

        @Test
        void that_is_stopped_drops_its_scratch_collection_and_sends_no_report() {
            insertMany();
            try (ContractWorker stopped = new ContractWorker(database.connect(), TargetKind.MONGO)) {
                stopped.supersedeAfter(2);
                Report last = stopped.run(ContractMigration.of(INCREMENT).dryRun(1));
                assertThat(last).isInstanceOf(Report.Accepted.class);
                assertThat(stopped.reportedProgress()).hasSize(2);
            }
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void drops_what_a_killed_one_has_left() {
            String own = JournalNames.newScratchOfDryRun(new DispatchNumber(6));
            String earlier = JournalNames.newScratchOfDryRun(new DispatchNumber(5));
            Stream.of("lockstep_scratch_dryrun_1", earlier, earlier + JournalNames.UNIQUE, own)
                    .forEach(name -> database.insert(name, "{_id: 1}"));
            database.insert("units", "{_id: 1, n: 5}");
            dryRun.run(ContractMigration.of(INCREMENT).dryRun(6));
            assertThat(database.leftovers()).containsExactly(own);
        }

        @Test
        void that_was_killed_leaves_nothing_after_the_next_apply_or_compensation() {
            database.insert("units", "{_id: 1, n: 5}");
            ContractMigration rename = ContractMigration.of(MongoOperations.renameField("units", "n", "m"));
            database.insert(JournalNames.newScratchOfDryRun(new DispatchNumber(6)), "{_id: 1}");
            worker.runExpectingSuccess(rename.apply(8));
            assertThat(database.leftovers()).isEmpty();
            database.insert(JournalNames.newScratchOfDryRun(new DispatchNumber(6)), "{_id: 1}");
            worker.runExpectingCompensation(rename.compensateApplied(9));
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void that_fails_drops_its_scratch_collection() {
            database.insert("units", "{_id: 1, n: 5}", "{_id: 2, n: 'text'}");
            dryRun.runExpectingFailure(ContractMigration.of(INCREMENT));
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void reports_progress_between_batches() {
            insertMany();
            try (ContractWorker observed = new ContractWorker(database.connect(), TargetKind.MONGO)) {
                observed.run(ContractMigration.of(SET).dryRun(1));
                assertThat(observed.reportedProgress()).hasSize(5).allSatisfy(progress -> assertThat(progress.total())
                        .isEqualTo(MANY));
            }
        }

        @Test
        void of_a_step_on_the_collection_of_an_earlier_one_says_that_it_is_an_estimate() {
            database.insert("units", "{_id: 1, n: 5}");
            Command command =
                    ContractMigration.of(SET).dryRun(1, INCREMENT, MongoOperations.renameField("others", "a", "b"));
            List<DryRunOutcome> outcomes = dryRun.run(command);
            assertThat(outcomes).hasSize(3).hasOnlyElementsOfType(DryRunOutcome.Passed.class);
            assertThat(((DryRunOutcome.Passed) outcomes.get(1)).result().notes())
                    .containsExactly("step contract-step may change what this step finds, so the numbers of this step"
                            + " are estimates");
            assertThat(((DryRunOutcome.Passed) outcomes.get(2)).result().notes())
                    .containsExactly("the collection does not exist, so no document matches");
        }
    }

    @Nested
    class A_step_that_would_fail {
        private void assertFailsAsItsApply(StepOperation operation, String code) {
            ContractMigration migration = ContractMigration.of(operation);
            var expected = worker.runExpectingFailure(migration.apply(2));
            var failure = dryRun.runExpectingFailure(ContractMigration.of(operation));
            assertThat(failure.code()).isEqualTo(expected.code()).isEqualTo(code);
            assertThat(failure.message()).isEqualTo(expected.message());
        }

        @Test
        void because_a_field_exists_fails_in_the_same_words() {
            database.insert("units", "{_id: 1, n: 5, m: 1}");
            assertFailsAsItsApply(MongoOperations.renameField("units", "n", "m"), "field-exists");
        }

        @Test
        void because_of_a_document_that_is_too_large_fails_in_the_same_words() {
            database.collection("units")
                    .insertOne(new BsonDocument("_id", new BsonInt32(1)).append("v", LargeDocuments.values(180_000)));
            assertFailsAsItsApply(SET, "document-too-large");
        }

        @Test
        void because_the_server_refuses_the_operator_fails_in_the_same_words() {
            database.insert("units", "{_id: 1, n: 'text'}");
            assertFailsAsItsApply(INCREMENT, "14");
        }

        @Test
        void because_the_operation_is_not_supported_fails_in_the_same_words() {
            assertFailsAsItsApply(
                    MongoOperations.update("units", "{}", "{'$set': {'_id': 1}}"), "unsupported-operation");
        }
    }

    @Nested
    class The_findings {
        @Test
        void have_the_size_of_the_collection_and_the_plan() {
            insertMany();
            var findings = (DryRunFindings.Mongo) resultOf(SET).findings();
            assertThat(findings.collection()).isEqualTo("units");
            assertThat(findings.documents()).isEqualTo(MANY);
            assertThat(findings.plan()).isNotEmpty();
        }
    }
}
