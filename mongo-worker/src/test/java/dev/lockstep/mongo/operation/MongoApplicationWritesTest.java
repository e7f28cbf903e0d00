package dev.lockstep.mongo.operation;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.HeldDispatch;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application that writes at the worst moments: nothing of what it wrote is lost. */
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
        assertThat(Exact.same(found, BsonDocument.parse(expected)))
                .as("%s and %s", found, expected)
                .isTrue();
    }

    private Report runWhile(Command command, String point, Runnable application) {
        AtomicReference<Report> ended = new AtomicReference<>();
        try (HeldDispatch held = HeldDispatch.at(point, 1, () -> ended.set(worker.run(command)))) {
            application.run();
            held.letGo();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return ended.get();
    }

    private StepResult applyWhile(String point, Runnable application) {
        Report report = runWhile(migration.apply(1), point, application);
        assertThat(report).isInstanceOf(Report.Succeeded.class);
        return ((Report.Succeeded) report).result();
    }

    private CompensationResult compensateWhile(String point, Runnable application) {
        Report report = runWhile(migration.compensateApplied(2), point, application);
        assertThat(report).isInstanceOf(Report.Compensated.class);
        return ((Report.Compensated) report).result();
    }

    @Nested
    class Between_read_and_write {
        @Test
        void of_a_touched_field_is_what_the_step_then_goes_on_from() {
            StepResult result = applyWhile("mongo.update.after-pre-image", () -> write(2, set("n", 50)));
            assertThat(result.changed()).isEqualTo(3);
            assertDocument(2, "{_id: 2, n: 51, own: 1, done: true}");
            worker.compensates(migration.compensateApplied(2));
            assertDocument(2, "{_id: 2, n: 50, old: 'x', own: 1}");
        }

        @Test
        void of_a_type_alone_is_noticed() {
            applyWhile("mongo.update.after-pre-image", () -> write(2, set("n", 500L)));
            assertDocument(2, "{_id: 2, n: NumberLong(501), own: 1, done: true}");
        }

        @Test
        void of_its_own_field_stays_beside_the_step() {
            applyWhile("mongo.update.after-pre-image", () -> write(2, set("own", 2)));
            assertDocument(2, "{_id: 2, n: 6, own: 2, done: true}");
            CompensationResult result = worker.compensates(migration.compensateApplied(2));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 2}");
        }

        @Test
        void that_takes_a_document_out_of_the_filter_takes_it_out_of_the_step() {
            StepResult result = applyWhile("mongo.update.after-pre-image", () -> write(2, set("done", "mine")));
            assertThat(result.changed()).isEqualTo(2);
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 1, done: 'mine'}");
            CompensationResult undone = worker.compensates(migration.compensateApplied(2));
            assertThat(undone.conflicts()).isZero();
            assertThat(undone.restored()).isEqualTo(2);
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 1, done: 'mine'}");
        }

        @Test
        void out_of_the_filter_takes_a_document_out_of_the_step() {
            ContractMigration ownOnes =
                    ContractMigration.of(MongoOperations.update("c", "{'own': 1}", "{'$set': {'done': true}}"));
            Report report = runWhile(ownOnes.apply(1), "mongo.update.after-pre-image", () -> write(2, set("own", 2)));
            assertThat(report).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                            succeeded.result().changed())
                    .isEqualTo(2));
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 2}");
            assertThat(worker.compensates(ownOnes.compensateApplied(2)).restored())
                    .isEqualTo(2);
        }

        @Test
        void that_deletes_a_document_takes_it_out_of_the_step() {
            StepResult result = applyWhile("mongo.update.after-pre-image", () -> database.collection("c")
                    .deleteOne(eq("_id", 2)));
            assertThat(result.changed()).isEqualTo(2);
            assertThat(worker.compensates(migration.compensateApplied(2)).conflicts())
                    .isZero();
            assertThat(database.collection("c").countDocuments()).isEqualTo(2);
        }

        @Test
        void of_a_new_document_is_swept_up() {
            StepResult result = applyWhile(
                    "mongo.update.after-pre-image", () -> database.insert("c", "{_id: 0, n: 1}", "{_id: 'z', n: 1}"));
            assertThat(result.changed()).isEqualTo(5);
            assertThat(result.counts()).containsEntry("left", 0L);
        }
    }

    @Nested
    class After_the_write {
        @Test
        void back_into_the_filter_is_left_and_said() {
            StepResult result = applyWhile("mongo.update.after-checkpoint", () -> database.collection("c")
                    .replaceOne(eq("_id", 2), BsonDocument.parse("{n: 7}")));
            assertThat(result.changed()).isEqualTo(3);
            assertThat(result.counts()).containsEntry("left", 1L);
            assertDocument(2, "{_id: 2, n: 7}");
        }

        @Test
        void of_a_touched_field_is_a_conflict_and_stays() {
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
        void that_deletes_is_a_conflict() {
            worker.succeeds(migration.apply(1));
            database.collection("c").deleteOne(eq("_id", 3));
            CompensationResult result = worker.compensates(migration.compensateApplied(2));
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict("c/3", "{\"n\": 6, \"done\": true}", "deleted"));
        }

        @Test
        void that_inserts_is_not_touched() {
            worker.succeeds(migration.apply(1));
            database.insert("c", "{_id: 9, n: 6, done: true}");
            assertThat(worker.compensates(migration.compensateApplied(2)).restored())
                    .isEqualTo(3);
            assertDocument(9, "{_id: 9, n: 6, done: true}");
        }

        @Test
        void of_fields_of_its_own_stays_and_the_touched_ones_find_their_places() {
            worker.succeeds(migration.apply(1));
            database.collection("c")
                    .replaceOne(eq("_id", 2), BsonDocument.parse("{new: 1, own: 2, n: 6, done: true, last: [1]}"));
            assertThat(worker.compensates(migration.compensateApplied(2)).conflicts())
                    .isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', new: 1, own: 2, last: [1]}");
        }
    }

    @Nested
    class While_compensating {
        @BeforeEach
        void apply() {
            worker.succeeds(migration.apply(1));
        }

        @Test
        void of_a_touched_field_is_a_conflict() {
            CompensationResult result =
                    compensateWhile("mongo.update.compensate-after-read", () -> write(2, inc("n", 10)));
            assertThat(result.conflicts()).isEqualTo(1);
            assertDocument(2, "{_id: 2, n: 16, own: 1, done: true}");
        }

        @Test
        void of_a_field_of_its_own_is_kept() {
            CompensationResult result =
                    compensateWhile("mongo.update.compensate-after-read", () -> write(2, set("own", 3.5)));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: 3.5}");
        }

        @Test
        void of_the_type_of_a_field_of_its_own_is_kept() {
            CompensationResult result =
                    compensateWhile("mongo.update.compensate-after-read", () -> write(2, set("own", "1")));
            assertThat(result.conflicts()).isZero();
            assertDocument(2, "{_id: 2, n: 5, old: 'x', own: '1'}");
        }
    }

    @Nested
    class Under_the_policy_to_fail {
        private final ContractMigration failing = ContractMigration.of(
                MongoOperations.update("c", "{'done': {'$exists': false}}", "{'$set': {'done': true}}"),
                ConflictPolicy.FAIL);

        @Test
        void stops_the_compensation_until_a_person_has_settled_it() {
            worker.succeeds(failing.apply(1));
            write(2, set("done", "mine"));
            assertThat(worker.fails(failing.compensateApplied(2)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                        assertThat(permanent.code()).isEqualTo("conflict");
                        assertThat(permanent.message())
                                .contains("c/2", "the step left {\"done\": true}", "found is {\"done\": \"mine\"}");
                    });
            write(2, set("done", true));
            assertThat(worker.compensates(failing.compensateApplied(3)).restored())
                    .isEqualTo(3);
        }
    }
}
