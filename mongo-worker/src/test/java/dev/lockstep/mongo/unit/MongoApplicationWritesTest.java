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

/** An application writes while a dispatch is held at a failpoint; every write is kept. */
class MongoApplicationWritesTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration = ContractMigration.of(MongoOperations.update(
            "c", "{'done': {'$exists': false}}", "{'$inc': {'n': 1}, '$set': {'done': true}, '$unset': {'old': ''}}"));

    @BeforeEach
    void seed() {
        database.insert(
                "c",
                "{_id: 1, n: 5, old: 'x', own: 1}",
                "{_id: 2, n: 5, old: 'x', own: 1}",
                "{_id: 3, n: 5, old: 'x', own: 1}");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(int id, Bson change) {
        assertThat(database.collection("c").updateOne(eq("_id", id), change).getMatchedCount())
                .isEqualTo(1);
    }

    private void assertDocument(int id, String expected) {
        BsonDocument found = database.collection("c").find(eq("_id", id)).first();
        assertThat(found).isNotNull();
        assertThat(BsonIdentity.areIdentical(found, BsonDocument.parse(expected)))
                .as("%s and %s", found, expected)
                .isTrue();
    }

    private StepResult applyWhile(String failpoint, Runnable application) {
        return MongoWorkerUnderTest.succeeded(worker.runWhile(migration.apply(1), failpoint, application));
    }

    private CompensationResult compensateWhile(String failpoint, Runnable application) {
        return MongoWorkerUnderTest.compensated(
                worker.runWhile(migration.compensateApplied(2), failpoint, application));
    }

    @Nested
    class An_application_write_between_read_and_write {
        @Test
        void to_a_touched_field_is_the_new_pre_image() {
            StepResult result = applyWhile("mongo.unit.after-pre-image", () -> write(2, set("n", 50)));
            assertThat(result.changed()).isEqualTo(3);
            assertDocument(2, "{_id: 2, n: 51, own: 1, done: true}");
            worker.compensates(migration.compensateApplied(2));
            assertDocument(2, "{_id: 2, n: 50, old: 'x', own: 1}");
        }

        @Test
        void that_changes_only_a_type_is_noticed() {
            applyWhile("mongo.unit.after-pre-image", () -> write(2, set("n", 500L)));
            assertDocument(2, "{_id: 2, n: NumberLong(501), own: 1, done: true}");
        }

        @Test
        void to_another_field_is_kept() {
            applyWhile("mongo.unit.after-pre-image", () -> write(2, set("own", 2)));
            assertDocument(2, "{_id: 2, n: 6, own: 2, done: true}");
            CompensationResult result = worker.compensates(migration.compensateApplied(2));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 2}");
        }

        @Test
        void to_a_touched_field_that_ends_the_match_excludes_the_document() {
            StepResult result = applyWhile("mongo.unit.after-pre-image", () -> write(2, set("done", "mine")));
            assertThat(result.changed()).isEqualTo(2);
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 1, done: 'mine'}");
            CompensationResult compensated = worker.compensates(migration.compensateApplied(2));
            assertThat(compensated.conflicts()).isZero();
            assertThat(compensated.restored()).isEqualTo(2);
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 1, done: 'mine'}");
        }

        @Test
        void to_another_field_that_ends_the_match_excludes_the_document() {
            ContractMigration filtered =
                    ContractMigration.of(MongoOperations.update("c", "{'own': 1}", "{'$set': {'done': true}}"));
            Report report =
                    worker.runWhile(filtered.apply(1), "mongo.unit.after-pre-image", () -> write(2, set("own", 2)));
            assertThat(report).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                            succeeded.result().changed())
                    .isEqualTo(2));
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 2}");
            assertThat(worker.compensates(filtered.compensateApplied(2)).restored())
                    .isEqualTo(2);
        }

        @Test
        void that_deletes_a_document_excludes_it() {
            StepResult result = applyWhile(
                    "mongo.unit.after-pre-image", () -> database.collection("c").deleteOne(eq("_id", 2)));
            assertThat(result.changed()).isEqualTo(2);
            assertThat(worker.compensates(migration.compensateApplied(2)).conflicts())
                    .isZero();
            assertThat(database.collection("c").countDocuments()).isEqualTo(2);
        }

        @Test
        void that_inserts_a_document_includes_it() {
            StepResult result = applyWhile(
                    "mongo.unit.after-pre-image", () -> database.insert("c", "{_id: 0, n: 1}", "{_id: 'z', n: 1}"));
            assertThat(result.changed()).isEqualTo(5);
            assertThat(result.counts()).containsEntry("left", 0L);
        }
    }

    @Nested
    class An_application_write_after_the_write {
        @Test
        void that_makes_a_document_match_again_is_kept_and_counted() {
            StepResult result = applyWhile("mongo.unit.after-checkpoint", () -> database.collection("c")
                    .replaceOne(eq("_id", 2), BsonDocument.parse("{n: 7}")));
            assertThat(result.changed()).isEqualTo(3);
            assertThat(result.counts()).containsEntry("left", 1L);
            assertDocument(2, "{_id: 2, n: 7}");
        }

        @Test
        void to_a_touched_field_is_a_conflict_and_kept() {
            worker.succeeds(migration.apply(1));
            write(2, set("n", 7));
            CompensationResult result = worker.compensates(migration.compensateApplied(2));
            assertThat(result.restored()).isEqualTo(2);
            assertThat(result.conflicts()).isEqualTo(1);
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict("c/2", "{\"n\": 6, \"done\": true}", "{\"n\": 7, \"done\": true}"));
            assertDocument(2, "{_id: 2, n: 7, own: 1, done: true}");
            assertDocument(1, "{_id: 1, n: 5, old: 'x', own: 1}");
        }

        @Test
        void that_deletes_a_document_is_a_conflict() {
            worker.succeeds(migration.apply(1));
            database.collection("c").deleteOne(eq("_id", 3));
            CompensationResult result = worker.compensates(migration.compensateApplied(2));
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict("c/3", "{\"n\": 6, \"done\": true}", "deleted"));
        }

        @Test
        void that_inserts_a_document_is_kept() {
            worker.succeeds(migration.apply(1));
            database.insert("c", "{_id: 9, n: 6, done: true}");
            assertThat(worker.compensates(migration.compensateApplied(2)).restored())
                    .isEqualTo(3);
            assertDocument(9, "{_id: 9, n: 6, done: true}");
        }

        @Test
        void to_other_fields_is_kept_and_touched_fields_return_to_their_positions() {
            worker.succeeds(migration.apply(1));
            database.collection("c")
                    .replaceOne(eq("_id", 2), BsonDocument.parse("{new: 1, own: 2, n: 6, done: true, last: [1]}"));
            assertThat(worker.compensates(migration.compensateApplied(2)).conflicts())
                    .isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', new: 1, own: 2, last: [1]}");
        }
    }

    @Nested
    class An_application_write_during_compensation {
        @BeforeEach
        void apply() {
            worker.succeeds(migration.apply(1));
        }

        @Test
        void to_a_touched_field_is_a_conflict() {
            CompensationResult result =
                    compensateWhile("mongo.unit.compensate-after-read", () -> write(2, inc("n", 10)));
            assertThat(result.conflicts()).isEqualTo(1);
            assertDocument(2, "{_id: 2, n: 16, own: 1, done: true}");
        }

        @Test
        void to_another_field_is_kept() {
            CompensationResult result =
                    compensateWhile("mongo.unit.compensate-after-read", () -> write(2, set("own", 3.5)));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 3.5}");
        }

        @Test
        void to_the_type_of_another_field_is_kept() {
            CompensationResult result =
                    compensateWhile("mongo.unit.compensate-after-read", () -> write(2, set("own", "1")));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: '1'}");
        }
    }

    @Nested
    class A_conflict_under_the_policy_fail {
        private final ContractMigration failing = ContractMigration.of(
                MongoOperations.update("c", "{'done': {'$exists': false}}", "{'$set': {'done': true}}"),
                ConflictPolicy.FAIL);

        @Test
        void fails_the_compensation_until_the_document_is_corrected() {
            worker.succeeds(failing.apply(1));
            write(2, set("done", "mine"));
            assertThat(worker.fails(failing.compensateApplied(2)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                        assertThat(permanent.code()).isEqualTo("conflict");
                        assertThat(permanent.message())
                                .contains("c/2", "found {\"done\": \"mine\"}", "expected {\"done\": true}");
                    });
            write(2, set("done", true));
            assertThat(worker.compensates(failing.compensateApplied(3)).restored())
                    .isEqualTo(3);
        }
    }
}
