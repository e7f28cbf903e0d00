package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.testservers.SharedMongo;
import dev.lockstep.testservers.capability.MongoCapability;
import dev.lockstep.worker.ContractMigration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoUpdateExecutorTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    private BsonDocument findOnlyDocument() {
        return Objects.requireNonNull(database.collection("documents").find().first());
    }

    private void applyAndAssertRestored(MongoUpdate operation) {
        List<String> bytesBefore = database.bytesOf("documents");
        ContractMigration migration = ContractMigration.of(operation);
        worker.runExpectingSuccess(migration.apply(1));
        assertThat(database.bytesOf("documents")).isNotEqualTo(bytesBefore);
        var compensated = worker.runExpectingCompensation(migration.compensateApplied(2));
        assertThat(compensated.conflicts()).isZero();
        assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
    }

    @Nested
    class An_operator {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'$set': {'p.lang': 'auto'}}",
                    "{'$set': {'nothing': null}}",
                    "{'$unset': {'b': '', 'p.x': ''}}",
                    "{'$inc': {'n': 1, 'big': 1, 'd': 1}}",
                    "{'$mul': {'n': {'$numberDouble': '1.0'}}}",
                    "{'$mul': {'p.x': {'$numberLong': '1'}}}",
                    "{'$rename': {'a': 'z', 'b': 'a2'}}",
                    "{'$min': {'n': 1}, '$max': {'big': {'$numberLong': '9223372036854775807'}}}",
                    "{'$push': {'tags': {'$each': ['q'], '$position': 0}}}",
                    "{'$pull': {'tags': 'y'}}",
                    "{'$addToSet': {'tags': [1]}}",
                    "{'$pop': {'items': -1}}",
                    "{'$currentDate': {'at': true}}",
                    "{'$set': {'a': {'x': 1, 'y': 2}}}",
                    "{'$set': {'_under': 1, 'ע': 'ברית', 'with space': 1}, '$unset': {'d': ''}}",
                })
        void is_compensated_exactly(String update) {
            database.insert(
                    "documents",
                    """
                    {"_id": 1, "a": null, "b": {"y": 1, "x": 2.0}, "n": 5, "big": {"$numberLong": "9007199254740993"},
                     "d": {"$numberDecimal": "1.10"}, "p": {"x": 3}, "tags": ["x", "y", {"k": [], "j": {}}],
                     "items": [{"q": 1}, {"q": 1.0}], "at": {"$date": "2020-01-01T00:00:00Z"}, "end": true}""",
                    """
                    {"_id": 2, "end": 1, "at": 5, "tags": [], "p": {"x": {"$numberLong": "3"}}, "items": [1], "b": [1]}""");
            applyAndAssertRestored(MongoOperations.update("documents", "{}", update));
        }

        @Test
        void changes_array_elements_like_the_server() {
            database.insert("documents", "{_id: 1, items: [{q: 1, s: 'a'}, {q: 9, s: 'b'}, {q: 12, s: 'c'}]}");
            applyAndAssertRestored(MongoOperations.update(
                    "documents",
                    "{'items.q': {'$gte': 9}}",
                    "{'$set': {'items.$[big].s': 'BIG'}}",
                    "{'big.q': {'$gte': 9}}"));
            ContractMigration positional = ContractMigration.of(MongoOperations.update(
                    "documents", "{'items.q': {'$gt': 9}}", "{'$set': {'items.$.s': 'matched'}}"));
            worker.runExpectingSuccess(positional.apply(3));
            assertThat(findOnlyDocument())
                    .isEqualTo(BsonDocument.parse(
                            "{_id: 1, items: [{q: 1, s: 'a'}, {q: 9, s: 'b'}, {q: 12, s: 'matched'}]}"));
        }

        @Test
        void sets_the_time_of_the_server() {
            database.insert("documents", "{_id: 1}");
            worker.runExpectingSuccess(ContractMigration.of(MongoOperations.update(
                            "documents", "{}", "{'$currentDate': {'at': true, 'ts': {'$type': 'timestamp'}}}"))
                    .apply(1));
            assertThat(findOnlyDocument().get("at")).isNotNull().matches(at -> at.isDateTime());
            assertThat(findOnlyDocument().get("ts")).isNotNull().matches(at -> at.isTimestamp());
        }
    }

    @Nested
    class A_pipeline {
        @Test
        void is_applied_and_compensated_if_the_server_supports_pipelines() {
            SharedMongo.capabilities()
                    .reasonToSkip(MongoCapability.PIPELINE_UPDATES)
                    .ifPresent(reason -> assumeTrue(false, reason));
            database.insert("documents", "{_id: 1, z: 1, n: 5, a: 'x'}", "{_id: 2, n: 5.0}");
            applyAndAssertRestored(MongoOperations.update(
                    "documents",
                    "{}",
                    "[{'$set': {'sum': {'$add': ['$n', 1]}, 'n': {'$toLong': '$n'}}}, {'$unset': 'z'}]"));
        }

        @Test
        void fails_permanently_if_the_server_does_not_support_pipelines() {
            assumeTrue(
                    !SharedMongo.capabilities().has(MongoCapability.PIPELINE_UPDATES),
                    "this server supports pipelines as updates");
            database.insert("documents", "{_id: 1, n: 5}");
            List<String> bytesBefore = database.bytesOf("documents");
            ContractMigration migration =
                    ContractMigration.of(MongoOperations.update("documents", "{}", "[{'$set': {'a': '$n'}}]"));
            assertThat(worker.runExpectingFailure(migration.preflight(1))).isInstanceOf(StepFailure.Permanent.class);
            assertThat(worker.runExpectingFailure(migration.apply(2))).isInstanceOf(StepFailure.Permanent.class);
            worker.runExpectingCompensation(migration.compensate(3));
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }
    }

    @Nested
    class The_result {
        @Test
        void counts_changed_and_unchanged_documents() {
            database.insert("documents", "{_id: 1, v: 1}", "{_id: 2}", "{_id: 3, v: 1.5}", "{_id: 4, other: 1}");
            StepResult result = worker.runExpectingSuccess(ContractMigration.of(
                            MongoOperations.update("documents", "{'other': {'$exists': false}}", "{'$set': {'v': 1}}"))
                    .apply(1));
            assertThat(result.changed()).isEqualTo(2);
            assertThat(result.counts()).containsEntry("unchanged", 1L).containsEntry("remaining", 0L);
        }

        @Test
        void is_empty_for_a_missing_collection() {
            ContractMigration migration =
                    ContractMigration.of(MongoOperations.update("documents", "{}", "{'$set': {'v': 1}}"));
            StepResult preflight = worker.runExpectingSuccess(migration.preflight(1));
            assertThat(preflight.samples())
                    .containsExactly(new StepResult.UnitNote(
                            "documents", "the collection does not exist, so no document matches"));
            assertThat(worker.runExpectingSuccess(migration.apply(2)).changed()).isZero();
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(3))
                            .restored())
                    .isZero();
        }

        @Test
        void is_reported_after_the_write_window_is_closed() {
            database.insert("documents", "{_id: 1}");
            worker.runExpectingSuccess(
                    ContractMigration.of(MongoOperations.update("documents", "{}", "{'$set': {'v': 1}}"))
                            .apply(1));
            BsonDocument fence = database.collection("lockstep_journal")
                    .find(new BsonDocument("_id", new BsonString("fence")))
                    .first();
            assertThat(fence).isNotNull().containsKey("windowDispatch").doesNotContainKey("writesUntil");
        }
    }

    @Nested
    class A_preflight {
        @Test
        void passes_when_several_run_at_once() {
            database.insert("documents", "{_id: 1, n: 1}");
            ContractMigration migration =
                    ContractMigration.of(MongoOperations.update("documents", "{}", "{'$inc': {'n': 1}}"));
            List<StepResult> results;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<CompletableFuture<StepResult>> preflights = Stream.generate(
                                () -> CompletableFuture.supplyAsync(() -> preflight(migration), threads))
                        .limit(8)
                        .toList();
                results = preflights.stream().map(CompletableFuture::join).toList();
            }
            assertThat(results).allSatisfy(result -> assertThat(result.counts()).containsEntry("matching", 1L));
        }

        private StepResult preflight(ContractMigration migration) {
            return new MongoWorkerUnderTest(database).runExpectingSuccess(migration.preflight(1));
        }
    }

    @Nested
    class An_update_that_the_server_refuses {
        @Test
        void fails_preflight_with_the_name_of_the_error_and_without_values() {
            database.insert("documents", "{_id: 1, name: 'text'}");
            StepFailure failure = worker.runExpectingFailure(
                    ContractMigration.of(MongoOperations.update("documents", "{}", "{'$inc': {'name': 1}}"))
                            .preflight(1));
            assertThat(failure)
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.message())
                            .startsWith("TypeMismatch")
                            .doesNotContain("text'"));
            assertThat(database.leftovers()).isEmpty();
        }

        @Test
        void because_of_its_filter_fails_preflight_with_the_name_of_the_error() {
            database.insert("documents", "{_id: 1, name: 'text'}");
            StepFailure failure = worker.runExpectingFailure(ContractMigration.of(
                            MongoOperations.update("documents", "{'name': {'$bad': 1}}", "{'$set': {'v': 1}}"))
                    .preflight(1));
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.message()).startsWith("BadValue");
        }

        @Test
        void for_some_documents_is_compensated_for_the_others() {
            database.database()
                    .getCollection("documents")
                    .createIndex(Indexes.ascending("u"), new IndexOptions().unique(true));
            for (int id = 0; id < 12; id++) {
                database.insert("documents", "{_id: %d, u: %d, n: 1}".formatted(id, id));
            }
            List<String> bytesBefore = database.bytesOf("documents");
            ContractMigration migration = ContractMigration.of(MongoOperations.update(
                    "documents", "{'_id': {'$gte': 6}}", "{'$mul': {'u': 0}, '$inc': {'n': 1}}"));
            assertThat(worker.runExpectingFailure(migration.apply(1)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                        assertThat(permanent.code()).isEqualTo("11000");
                        assertThat(permanent.effect()).isEqualTo(StepFailure.Effect.PARTIAL);
                    });
            worker.runExpectingCompensation(migration.compensate(2));
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }
    }

    @Nested
    class A_large_document {
        @BeforeEach
        void lengthenWriteLimits() {
            database.withOption("write-window", "5s").withOption("write-limit", "10s");
        }

        @Test
        void with_large_touched_fields_is_refused_before_its_batch_is_written() {
            String large = "x".repeat(8 * 1024 * 1024);
            database.insert("documents", "{_id: 1, a: 1, text: '%s'}".formatted(large), "{_id: 2, a: 1}");
            ContractMigration untouched =
                    ContractMigration.of(MongoOperations.update("documents", "{'a': 1}", "{'$set': {'a': 2}}"));
            assertThat(worker.runExpectingSuccess(untouched.apply(1)).changed()).isEqualTo(2);
            ContractMigration touched = ContractMigration.of(
                    MongoOperations.update("documents", "{'a': 2}", "{'$rename': {'text': 'body'}}"));
            assertThat(worker.runExpectingFailure(touched.apply(2)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                        assertThat(permanent.code()).isEqualTo("document-too-large");
                        assertThat(permanent.message()).startsWith("document 1: the touched top-level fields take ");
                    });
            assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{text: {$exists: true}}")))
                    .isEqualTo(1);
        }

        @Test
        void in_conflict_is_shortened_in_its_row() {
            String large = "x".repeat(6 * 1024 * 1024);
            database.insert("documents", "{_id: 1, text: {body: '%s'}}".formatted(large));
            ContractMigration migration =
                    ContractMigration.of(MongoOperations.update("documents", "{}", "{'$set': {'text.done': true}}"));
            worker.runExpectingSuccess(migration.apply(1));
            database.collection("documents")
                    .updateOne(new BsonDocument(), BsonDocument.parse("{$set: {'text.app': 1}}"));
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .conflicts())
                    .isEqualTo(1);
            BsonDocument row = database.collection("lockstep_journal_units")
                    .find(new BsonDocument("unit", new BsonInt32(1)))
                    .first();
            assertThat(row).isNotNull();
            assertThat(row.getDocument("found").keySet()).containsExactly("tooLargeToKeep");
        }
    }
}
