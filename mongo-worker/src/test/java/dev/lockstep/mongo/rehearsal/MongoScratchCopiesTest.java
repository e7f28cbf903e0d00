package dev.lockstep.mongo.rehearsal;

import static dev.lockstep.mongo.rehearsal.RehearsalUnderTest.AFTER_COPY;
import static dev.lockstep.mongo.rehearsal.RehearsalUnderTest.BEFORE_COMPARISON;
import static dev.lockstep.mongo.rehearsal.RehearsalUnderTest.OPERATION;
import static dev.lockstep.mongo.rehearsal.RehearsalUnderTest.resultOf;
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
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoScratchCopiesTest {
    private final RehearsalUnderTest rehearsal = new RehearsalUnderTest();
    private final MongoTestDatabase database = rehearsal.database();
    private final MongoWorkerUnderTest worker = rehearsal.worker();

    @AfterEach
    void close() {
        rehearsal.close();
    }

    private static List<BsonDocument> documentsOf(MongoDatabase copy) {
        return copy.getCollection("units", BsonDocument.class).find().into(new ArrayList<>());
    }

    @Nested
    class A_copy {
        @Test
        void in_use_is_not_deleted_by_another_worker() {
            rehearsal.seed(3, "new");

            RehearsalResult result = resultOf(rehearsal.rehearse(null, AFTER_COPY, _ -> assertThat(
                            database.connect().scratchCopies().deleteAbandoned())
                    .isZero()));

            assertThat(result.complete()).isTrue();
        }

        @Test
        void has_the_options_and_indexes_of_the_collection() {
            CreateCollectionOptions options = new CreateCollectionOptions()
                    .collation(Collation.builder().locale("de").build())
                    .validationOptions(new ValidationOptions().validator(BsonDocument.parse("{v: {$exists: true}}")));
            database.database().createCollection("units", options);
            rehearsal.seed(7, "new");
            MongoCollection<BsonDocument> units = database.collection("units");
            units.createIndex(
                    Indexes.compoundIndex(Indexes.ascending("kind"), Indexes.descending("_id")),
                    new IndexOptions().unique(true).name("unique_kind"));
            List<BsonDocument> structures = new ArrayList<>();

            resultOf(rehearsal.rehearse(
                    null,
                    AFTER_COPY,
                    copy -> structures.addAll(List.of(structureOf(database.database()), structureOf(copy)))));

            assertThat(structures.getFirst().toJson()).contains("unique_kind");
            assertThat(structures.getLast()).isEqualTo(structures.getFirst());
        }

        @Test
        void lets_no_document_expire() {
            rehearsal.seed(7, "new");
            database.collection("units")
                    .createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(1L, TimeUnit.HOURS));
            List<BsonDocument> structures = new ArrayList<>();

            RehearsalResult result =
                    resultOf(rehearsal.rehearse(null, AFTER_COPY, copy -> structures.add(structureOf(copy))));

            assertThat(structures.getFirst().toJson()).contains("at_1").doesNotContain("expireAfterSeconds");
            assertThat(result.notes()).containsExactly("documents of collection \"units\" do not expire in the copy");
        }

        @Test
        void of_a_sample_has_the_documents_of_the_steps_first() {
            rehearsal.seed(20, "old");
            rehearsal.seed(3, "new");
            List<BsonDocument> copied = new ArrayList<>();

            RehearsalResult result =
                    resultOf(rehearsal.rehearse(5, AFTER_COPY, copy -> copied.addAll(documentsOf(copy))));

            assertThat(copied)
                    .hasSize(5)
                    .filteredOn("kind", new BsonString("new"))
                    .hasSize(3);
            assertThat(result.units()).isEqualTo(5);
            assertThat(result.complete()).isFalse();
        }

        @Test
        void that_is_as_large_as_the_sample_is_complete() {
            rehearsal.seed(2, "old");
            rehearsal.seed(3, "new");

            RehearsalResult result = resultOf(rehearsal.rehearse(5, AFTER_COPY, _ -> {}));

            assertThat(result.units()).isEqualTo(5);
            assertThat(result.complete()).isTrue();
        }

        @Test
        void has_only_the_collections_of_steps_and_checks() {
            rehearsal.seed(3, "new");
            database.insert("checked", "{_id: 1}");
            database.insert("others", "{_id: 1}");
            Verification check = MongoOperations.countEquals("checked", "{}", 1);
            List<String> collections = new ArrayList<>();

            resultOf(worker.runWithPauseAt(
                    ContractMigration.of(OPERATION, check).rehearsal(1, null),
                    AFTER_COPY,
                    () -> rehearsal.copy().listCollectionNames().into(collections)));

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
            rehearsal.seed(3, "new");
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
            rehearsal.seed(3, "new");

            Report report = rehearsal.rehearse(null, BEFORE_COMPARISON, MongoDatabase::drop);

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
}
