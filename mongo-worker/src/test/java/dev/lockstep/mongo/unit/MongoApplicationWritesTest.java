package dev.lockstep.mongo.unit;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application writes before, during or after a dispatch. Each of its writes is kept. */
class MongoApplicationWritesTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration = ContractMigration.of(MongoOperations.update(
            "documents",
            "{'done': {'$exists': false}}",
            "{'$inc': {'n': 1}, '$set': {'done': true}, '$unset': {'old': ''}}"));

    @BeforeEach
    void seed() {
        database.insert(
                "documents",
                "{_id: 1, n: 5, old: 'x', app: 1}",
                "{_id: 2, n: 5, old: 'x', app: 1}",
                "{_id: 3, n: 5, old: 'x', app: 1}");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(int id, Bson change) {
        assertThat(database.collection("documents")
                        .updateOne(eq("_id", id), change)
                        .getMatchedCount())
                .isEqualTo(1);
    }

    private void assertDocument(int id, String expected) {
        BsonDocument found =
                database.collection("documents").find(eq("_id", id)).first();
        assertThat(found).isNotNull();
        assertThat(BsonIdentity.areIdentical(found, BsonDocument.parse(expected)))
                .as("%s and %s", found, expected)
                .isTrue();
    }

    private StepResult applyWithWritesAt(String failpoint, Runnable writes) {
        return MongoWorkerUnderTest.assertSucceeded(worker.runWithPauseAt(migration.apply(1), failpoint, writes));
    }

    private CompensationResult compensateWithWritesAt(String failpoint, Runnable writes) {
        return MongoWorkerUnderTest.assertCompensated(
                worker.runWithPauseAt(migration.compensateApplied(2), failpoint, writes));
    }

    @Nested
    class An_application_write_between_planning_and_writing {
        @Test
        void to_a_touched_field_becomes_the_pre_image() {
            StepResult result = applyWithWritesAt("mongo.unit.after-pre-image", () -> write(2, set("n", 50)));
            assertThat(result.changed()).isEqualTo(3);
            assertDocument(2, "{_id: 2, n: 51, app: 1, done: true}");
            worker.runExpectingCompensation(migration.compensateApplied(2));
            assertDocument(2, "{_id: 2, n: 50, old: 'x', app: 1}");
        }

        @Test
        void that_changes_only_the_type_of_a_touched_field_is_kept() {
            applyWithWritesAt("mongo.unit.after-pre-image", () -> write(2, set("n", 500L)));
            assertDocument(2, "{_id: 2, n: NumberLong(501), app: 1, done: true}");
        }

        @Test
        void to_another_field_is_kept() {
            applyWithWritesAt("mongo.unit.after-pre-image", () -> write(2, set("app", 2)));
            assertDocument(2, "{_id: 2, n: 6, app: 2, done: true}");
            CompensationResult result = worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', app: 2}");
        }

        @Test
        void to_a_touched_field_that_ends_the_match_excludes_the_document() {
            StepResult result =
                    applyWithWritesAt("mongo.unit.after-pre-image", () -> write(2, set("done", "by application")));
            assertThat(result.changed()).isEqualTo(2);
            assertDocument(2, "{_id: 2, n: 5, old: 'x', app: 1, done: 'by application'}");
            CompensationResult compensated = worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(compensated.conflicts()).isZero();
            assertThat(compensated.restored()).isEqualTo(2);
            assertDocument(2, "{_id: 2, n: 5, old: 'x', app: 1, done: 'by application'}");
        }

        @Test
        void to_another_field_that_ends_the_match_excludes_the_document() {
            ContractMigration filtered =
                    ContractMigration.of(MongoOperations.update("documents", "{'app': 1}", "{'$set': {'done': true}}"));
            Report report = worker.runWithPauseAt(
                    filtered.apply(1), "mongo.unit.after-pre-image", () -> write(2, set("app", 2)));
            assertThat(report).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                            succeeded.result().changed())
                    .isEqualTo(2));
            assertDocument(2, "{_id: 2, n: 5, old: 'x', app: 2}");
            assertThat(worker.runExpectingCompensation(filtered.compensateApplied(2))
                            .restored())
                    .isEqualTo(2);
        }

        @Test
        void that_deletes_a_document_excludes_the_document() {
            StepResult result = applyWithWritesAt("mongo.unit.after-pre-image", () -> database.collection("documents")
                    .deleteOne(eq("_id", 2)));
            assertThat(result.changed()).isEqualTo(2);
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .conflicts())
                    .isZero();
            assertThat(database.collection("documents").countDocuments()).isEqualTo(2);
        }

        @Test
        void that_inserts_matching_documents_includes_the_documents() {
            StepResult result = applyWithWritesAt(
                    "mongo.unit.after-pre-image",
                    () -> database.insert("documents", "{_id: 0, n: 1}", "{_id: 'z', n: 1}"));
            assertThat(result.changed()).isEqualTo(5);
            assertThat(result.counts()).containsEntry("remaining", 0L);
        }
    }

    @Nested
    class An_application_write_after_the_step_has_written {
        @Test
        void that_makes_a_document_match_again_is_kept_and_counted_as_remaining() {
            StepResult result = applyWithWritesAt("mongo.unit.after-checkpoint", () -> database.collection("documents")
                    .replaceOne(eq("_id", 2), BsonDocument.parse("{n: 7}")));
            assertThat(result.changed()).isEqualTo(3);
            assertThat(result.counts()).containsEntry("remaining", 1L);
            assertDocument(2, "{_id: 2, n: 7}");
        }

        @Test
        void to_a_touched_field_is_a_conflict_and_kept() {
            worker.runExpectingSuccess(migration.apply(1));
            write(2, set("n", 7));
            CompensationResult result = worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(result.restored()).isEqualTo(2);
            assertThat(result.conflicts()).isEqualTo(1);
            assertThat(result.conflictSamples())
                    .containsExactly(
                            new Conflict("documents/2", "{\"n\": 6, \"done\": true}", "{\"n\": 7, \"done\": true}"));
            assertDocument(2, "{_id: 2, n: 7, app: 1, done: true}");
            assertDocument(1, "{_id: 1, n: 5, old: 'x', app: 1}");
        }

        @Test
        void that_deletes_a_document_is_a_conflict() {
            worker.runExpectingSuccess(migration.apply(1));
            database.collection("documents").deleteOne(eq("_id", 3));
            CompensationResult result = worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict("documents/3", "{\"n\": 6, \"done\": true}", "deleted"));
        }

        @Test
        void that_inserts_a_document_is_kept() {
            worker.runExpectingSuccess(migration.apply(1));
            database.insert("documents", "{_id: 9, n: 6, done: true}");
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .restored())
                    .isEqualTo(3);
            assertDocument(9, "{_id: 9, n: 6, done: true}");
        }

        @Test
        void to_other_fields_is_kept_while_touched_fields_return_to_their_positions() {
            worker.runExpectingSuccess(migration.apply(1));
            database.collection("documents")
                    .replaceOne(eq("_id", 2), BsonDocument.parse("{new: 1, app: 2, n: 6, done: true, last: [1]}"));
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .conflicts())
                    .isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', new: 1, app: 2, last: [1]}");
        }
    }

    @Nested
    class An_application_write_during_compensation {
        @BeforeEach
        void apply() {
            worker.runExpectingSuccess(migration.apply(1));
        }

        @Test
        void to_a_touched_field_is_a_conflict() {
            CompensationResult result =
                    compensateWithWritesAt("mongo.unit.compensate-after-read", () -> write(2, inc("n", 10)));
            assertThat(result.conflicts()).isEqualTo(1);
            assertDocument(2, "{_id: 2, n: 16, app: 1, done: true}");
        }

        @Test
        void to_another_field_is_kept() {
            CompensationResult result =
                    compensateWithWritesAt("mongo.unit.compensate-after-read", () -> write(2, set("app", 3.5)));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', app: 3.5}");
        }

        @Test
        void to_the_type_of_another_field_is_kept() {
            CompensationResult result =
                    compensateWithWritesAt("mongo.unit.compensate-after-read", () -> write(2, set("app", "1")));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', app: '1'}");
        }
    }

    @Nested
    class A_conflict_with_policy_fail {
        private final ContractMigration failingOnConflict = ContractMigration.of(
                MongoOperations.update("documents", "{'done': {'$exists': false}}", "{'$set': {'done': true}}"),
                ConflictPolicy.FAIL);

        @Test
        void fails_the_compensation_until_the_document_is_corrected() {
            worker.runExpectingSuccess(failingOnConflict.apply(1));
            write(2, set("done", "by application"));
            assertThat(worker.runExpectingFailure(failingOnConflict.compensateApplied(2)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                        assertThat(permanent.code()).isEqualTo("conflict");
                        assertThat(permanent.message())
                                .contains(
                                        "documents/2",
                                        "found {\"done\": \"by application\"}",
                                        "expected {\"done\": true}");
                    });
            write(2, set("done", true));
            assertThat(worker.runExpectingCompensation(failingOnConflict.compensateApplied(3))
                            .restored())
                    .isEqualTo(3);
        }
    }
}
