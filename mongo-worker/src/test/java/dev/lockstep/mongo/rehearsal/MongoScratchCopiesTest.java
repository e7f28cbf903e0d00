package dev.lockstep.mongo.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ValidationOptions;
import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.ContractMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoScratchCopiesTest {
    private static final String AFTER_COPY = "rehearsal.after-copy";
    private static final MongoOperation OPERATION =
            MongoOperations.update("units", "{'kind': 'new'}", "{'$set': {'v': 2}}");

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    private void seed(int documents, String kind) {
        database.insert(
                "units",
                IntStream.range(0, documents)
                        .mapToObj("{_id: '%s-%%d', kind: '%s', v: 1}".formatted(kind, kind)::formatted)
                        .toArray(String[]::new));
    }

    private MongoDatabase copy() {
        return database.other(database.rehearsalDatabases().getFirst());
    }

    private Report rehearse(@Nullable Integer sample, String failpoint, Consumer<MongoDatabase> duringPause) {
        return worker.runWithPauseAt(
                ContractMigration.of(OPERATION).rehearsal(1, sample), failpoint, () -> duringPause.accept(copy()));
    }

    private static RehearsalResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Rehearsed.class);
        return ((Report.Rehearsed) report).result();
    }

    private static List<BsonDocument> documentsOf(MongoDatabase copy) {
        return copy.getCollection("units", BsonDocument.class).find().into(new ArrayList<>());
    }

    @Nested
    class A_copy {
        @Test
        void has_the_options_and_indexes_of_the_collection() {
            CreateCollectionOptions options = new CreateCollectionOptions()
                    .collation(Collation.builder().locale("de").build())
                    .validationOptions(new ValidationOptions().validator(BsonDocument.parse("{v: {$exists: true}}")));
            database.database().createCollection("units", options);
            seed(7, "new");
            MongoCollection<BsonDocument> units = database.collection("units");
            units.createIndex(
                    Indexes.compoundIndex(Indexes.ascending("kind"), Indexes.descending("_id")),
                    new IndexOptions().unique(true).name("unique_kind"));
            List<BsonDocument> structures = new ArrayList<>();

            resultOf(rehearse(
                    null,
                    AFTER_COPY,
                    copy -> structures.addAll(List.of(structureOf(database.database()), structureOf(copy)))));

            assertThat(structures.getFirst().toJson()).contains("unique_kind");
            assertThat(structures.getLast()).isEqualTo(structures.getFirst());
        }

        @Test
        void lets_no_document_expire() {
            seed(7, "new");
            database.collection("units")
                    .createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(1L, TimeUnit.HOURS));
            List<BsonDocument> structures = new ArrayList<>();

            RehearsalResult result = resultOf(rehearse(null, AFTER_COPY, copy -> structures.add(structureOf(copy))));

            assertThat(structures.getFirst().toJson()).contains("at_1").doesNotContain("expireAfterSeconds");
            assertThat(result.notes()).containsExactly("documents of collection \"units\" do not expire in the copy");
        }

        @Test
        void of_a_sample_has_the_documents_of_the_steps_first() {
            seed(20, "old");
            seed(3, "new");
            List<BsonDocument> copied = new ArrayList<>();

            RehearsalResult result = resultOf(rehearse(5, AFTER_COPY, copy -> copied.addAll(documentsOf(copy))));

            assertThat(copied)
                    .hasSize(5)
                    .filteredOn("kind", new BsonString("new"))
                    .hasSize(3);
            assertThat(result.units()).isEqualTo(5);
            assertThat(result.complete()).isFalse();
        }

        @Test
        void that_is_as_large_as_the_sample_is_complete() {
            seed(2, "old");
            seed(3, "new");

            RehearsalResult result = resultOf(rehearse(5, AFTER_COPY, _ -> {}));

            assertThat(result.units()).isEqualTo(5);
            assertThat(result.complete()).isTrue();
        }

        @Test
        void has_only_the_collections_of_steps_and_checks() {
            seed(3, "new");
            database.insert("checked", "{_id: 1}");
            database.insert("others", "{_id: 1}");
            Verification check = MongoOperations.countEquals("checked", "{}", 1);
            List<String> collections = new ArrayList<>();

            resultOf(worker.runWithPauseAt(
                    ContractMigration.of(OPERATION, check).rehearsal(1, null),
                    AFTER_COPY,
                    () -> copy().listCollectionNames().into(collections)));

            assertThat(collections)
                    .contains("units", "checked", "lockstep_rehearsal")
                    .doesNotContain("others");
        }

        @Test
        void of_a_missing_collection_says_so() {
            assertThat(resultOf(worker.run(ContractMigration.of(OPERATION).rehearsal(1, null)))
                            .notes())
                    .containsExactly("collection \"units\" is not in the copy: it does not exist in the target");
        }

        @Test
        void can_be_on_another_server() {
            seed(3, "new");
            List<String> elsewhere = new ArrayList<>();
            MongoServer other = DedicatedServers.mongo();
            database.withOption("rehearsal-url", other.uri("any"));
            try (MongoClient client = MongoClients.create(other.uri("any"))) {
                resultOf(worker.runWithPauseAt(ContractMigration.of(OPERATION).rehearsal(1, null), AFTER_COPY, () -> {
                    client.listDatabaseNames().into(elsewhere);
                    assertThat(database.leftovers()).isEmpty();
                }));
                assertThat(elsewhere).anyMatch(name -> name.startsWith("lockstep_rehearsal_"));
                assertThat(client.listDatabaseNames().into(new ArrayList<>()))
                        .noneMatch(name -> name.startsWith("lockstep_rehearsal_"));
            } finally {
                other.stop();
            }
        }

        @Test
        void that_somebody_deletes_is_a_transient_failure() {
            seed(3, "new");

            Report report = rehearse(null, "rehearsal.before-comparison", MongoDatabase::drop);

            StepFailure failure = MongoWorkerUnderTest.assertFailed(report);
            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.code()).isEqualTo("scratch-lost");
            assertThat(database.leftovers()).isEmpty();
        }

        private static BsonDocument structureOf(MongoDatabase found) {
            BsonDocument options = found.listCollections(BsonDocument.class).into(new ArrayList<>()).stream()
                    .filter(collection ->
                            collection.getString("name").getValue().equals("units"))
                    .map(collection -> collection.getDocument("options", new BsonDocument()))
                    .findFirst()
                    .orElseThrow();
            found.getCollection("units")
                    .listIndexes(BsonDocument.class)
                    .forEach(index -> options.append(index.getString("name").getValue(), index));
            return options;
        }
    }

    @Nested
    class The_comparison {
        private void expectDifference(Consumer<MongoDatabase> change, String part) {
            seed(3, "new");
            Report report = rehearse(null, "rehearsal.before-comparison", change);
            StepFailure failure = MongoWorkerUnderTest.assertFailed(report);
            assertThat(failure.code()).isEqualTo("rehearsal-failed");
            assertThat(failure.message()).contains("1 parts differ: " + part);
        }

        private static void replaceWith(MongoDatabase copy, String json) {
            BsonDocument document = BsonDocument.parse(json);
            copy.getCollection("units", BsonDocument.class)
                    .replaceOne(new BsonDocument("_id", document.get("_id")), document);
        }

        @Test
        void finds_another_type() {
            expectDifference(
                    copy -> replaceWith(copy, "{_id: 'new-1', kind: 'new', v: {$numberLong: '1'}}"),
                    "documents of collection \"units\" differs");
        }

        @Test
        void finds_another_order_of_fields() {
            expectDifference(
                    copy -> replaceWith(copy, "{_id: 'new-1', v: 1, kind: 'new'}"),
                    "documents of collection \"units\" differs");
        }

        @Test
        void finds_another_index() {
            expectDifference(
                    copy -> copy.getCollection("units").createIndex(Indexes.ascending("v")),
                    "options and indexes of collection \"units\" differs");
        }
    }

    @Nested
    class Copies_of_ended_workers {
        private static final String PREFIX = ScratchName.prefixOf(new TargetName("main-mongo"));

        private String leave(String end, String target, long minutes) {
            String name = PREFIX + end;
            long usedAt = System.currentTimeMillis() - TimeUnit.MINUTES.toMillis(minutes);
            database.other(name)
                    .getCollection("lockstep_rehearsal", BsonDocument.class)
                    .insertOne(BsonDocument.parse(
                            "{_id: 'copy', database: '%s', target: '%s', migration: 'm', dispatch: {$numberLong: '1'}, usedAt: {$date: {$numberLong: '%d'}}}"
                                    .formatted(name, target, usedAt)));
            return name;
        }

        private List<String> remaining() {
            database.connect().scratchCopies().deleteAbandoned();
            List<String> remaining = database.rehearsalDatabases();
            remaining.forEach(name -> database.other(name).drop());
            return remaining;
        }

        @Test
        void are_deleted_15_minutes_after_their_last_use() {
            leave("stale", "main-mongo", 16);
            String used = leave("used", "main-mongo", 14);

            assertThat(remaining()).containsExactly(used);
        }

        @Test
        void of_other_targets_stay() {
            String other = leave("other", "other-mongo", 1_000);

            assertThat(remaining()).containsExactly(other);
        }

        @Test
        void stay_without_a_marker() {
            String name = PREFIX + "somebody";
            database.other(name).getCollection("units").insertOne(new Document());

            assertThat(remaining()).containsExactly(name);
        }

        @Test
        void stay_with_the_marker_of_somebody_else() {
            String name = PREFIX + "somebody";
            database.other(name)
                    .getCollection("lockstep_rehearsal")
                    .insertOne(new Document("_id", "copy").append("database", name));

            assertThat(remaining()).containsExactly(name);
        }

        @Test
        void that_are_copied_to_another_name_stay() {
            String stale = leave("stale", "main-mongo", 16);
            BsonDocument marker = database.other(stale)
                    .getCollection("lockstep_rehearsal", BsonDocument.class)
                    .find()
                    .first();
            String restored = PREFIX + "restored";
            database.other(restored)
                    .getCollection("lockstep_rehearsal", BsonDocument.class)
                    .insertOne(marker);

            assertThat(remaining()).containsExactly(restored);
        }
    }
}
