package dev.lockstep.mongo.operation;

import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.rename;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoRenameFieldExecutorTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    private static ContractMigration migration(String from, String to, ExistingFields existing) {
        return ContractMigration.of(MongoOperations.renameField("documents", from, to, existing));
    }

    private void assertPermanent(StepFailure failure, String code, String message) {
        assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
            assertThat(permanent.code()).isEqualTo(code);
            assertThat(permanent.message()).contains(message);
        });
    }

    @Nested
    class A_rename {
        private static final String[] DOCUMENTS_OF_MANY_SHAPES = {
            "{_id: 1, x: 1, f: {y: 1, x: 2.0}, z: 1}",
            "{_id: 2, f: null}",
            "{_id: 3, z: [1], f: [1, {b: 2, a: NumberLong(1)}], a: {c: 1}}",
            "{_id: 4, a: {c: 1, f: NumberDecimal('1.10'), e: 1}, f: 1, b: {d: {}, g: 1}}",
            "{_id: 5, a: {f: 1}}",
            "{_id: 6, a: {f: {g: {h: []}}, g: 1}, b: {}, z: 1}",
            "{_id: 7, z: 1, a: null, b: {}}",
            "{_id: 8, f: 5, g: 5.0, b: {g: [1]}}",
            "{_id: 9, g: 1, z: 1}",
            "{_id: {b: 1, a: 2}, f: Timestamp(5, 1), a: {f: ''}, last: 1}",
        };

        @ParameterizedTest
        @CsvSource({
            "f, g",
            "f, h",
            "f, b.g",
            "f, b.d.g",
            "f, new.a.b",
            "a.f, a.g",
            "a.f, a.z",
            "a.f, g",
            "a.f, b.d.g",
            "a.f, new",
            "a, h",
            "a.f.g, a.h.g"
        })
        void changes_each_document_like_the_server_and_is_compensated_exactly(String from, String to) {
            database.insert("documents", DOCUMENTS_OF_MANY_SHAPES);
            database.insert("renamedByServer", DOCUMENTS_OF_MANY_SHAPES);
            List<String> bytesBefore = database.bytesOf("documents");
            long renamed = database.collection("renamedByServer")
                    .updateMany(exists(from), rename(from, to))
                    .getModifiedCount();

            ContractMigration migration = migration(from, to, ExistingFields.REPLACE);
            assertThat(worker.runExpectingSuccess(migration.preflight(1)).counts())
                    .containsEntry("matching", renamed);
            assertThat(worker.runExpectingSuccess(migration.apply(2)).changed())
                    .isEqualTo(renamed)
                    .isPositive();
            assertThat(database.bytesOf("documents")).isEqualTo(database.bytesOf("renamedByServer"));
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(3))
                            .restored())
                    .isEqualTo(renamed);
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }

        @Test
        void creates_no_scratch_collection() {
            database.insert("documents", "{_id: 1, f: 1}");
            worker.runWithPauseAt(
                    migration("f", "g", ExistingFields.FAIL).apply(1),
                    "mongo.unit.after-write",
                    () -> assertThat(database.leftovers()).isEmpty());
        }

        @Test
        void changes_only_documents_that_match_and_have_the_field() {
            database.insert(
                    "documents", "{_id: 1, kind: 'a', f: 1}", "{_id: 2, kind: 'a'}", "{_id: 3, kind: 'b', f: 1}");
            MongoRenameField operation =
                    MongoOperations.withFilter(MongoOperations.renameField("documents", "f", "g"), "{'kind': 'a'}");
            StepResult result =
                    worker.runExpectingSuccess(ContractMigration.of(operation).apply(1));
            assertThat(result.changed()).isEqualTo(1);
            assertThat(result.counts()).containsEntry("unchanged", 0L).containsEntry("remaining", 0L);
            assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{_id: 3, f: 1}")))
                    .isEqualTo(1);
        }

        @Test
        void of_a_collection_of_Lockstep_is_refused() {
            MongoRenameField operation = MongoOperations.renameField("lockstep_journal", "a", "b");
            assertPermanent(
                    worker.runExpectingFailure(ContractMigration.of(operation).preflight(1)),
                    "unsupported-operation",
                    "lockstep_journal");
        }
    }

    @Nested
    class An_existing_field {
        private static final String[] DOCUMENTS = {"{_id: 1, f: 1, z: 1}", "{_id: 2, f: 1, g: 2, z: 1}"};

        @Test
        void fails_preflight_and_apply_before_anything_is_changed() {
            database.insert("documents", DOCUMENTS);
            ContractMigration migration = migration("f", "g", ExistingFields.FAIL);
            assertPermanent(
                    worker.runExpectingFailure(migration.preflight(1)),
                    "field-exists",
                    "document 2 already has a field \"g\"");
            assertPermanent(
                    worker.runExpectingFailure(migration.apply(2)),
                    "field-exists",
                    "document 2 already has a field \"g\"");
            worker.runExpectingCompensation(migration.compensate(3));
            assertThat(database.collection("documents").countDocuments(exists("f")))
                    .isEqualTo(2);
        }

        @Test
        void fails_preflight_and_apply_in_any_batch() {
            for (int id = 0; id < 50; id++) {
                database.insert("documents", "{_id: %d, f: 1}".formatted(id));
            }
            database.insert("documents", "{_id: 50, f: 1, g: 1}");
            List<String> bytesBefore = database.bytesOf("documents");
            ContractMigration migration = migration("f", "g", ExistingFields.FAIL);
            assertPermanent(worker.runExpectingFailure(migration.preflight(1)), "field-exists", "document 50 ");
            assertThat(worker.runExpectingFailure(migration.apply(2)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(StepFailure.Effect.PARTIAL));
            worker.runExpectingCompensation(migration.compensate(3));
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }

        @Test
        void excludes_its_document_with_existing_skip() {
            database.insert("documents", DOCUMENTS);
            ContractMigration migration = migration("f", "g", ExistingFields.SKIP);
            StepResult result = worker.runExpectingSuccess(migration.apply(1));
            assertThat(result.changed()).isEqualTo(1);
            assertThat(result.counts()).containsEntry("unchanged", 1L).containsEntry("remaining", 0L);
            assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{_id: 2, f: 1, g: 2}")))
                    .isEqualTo(1);
        }

        @Test
        void is_replaced_and_restored_with_existing_replace() {
            database.insert("documents", DOCUMENTS);
            List<String> bytesBefore = database.bytesOf("documents");
            ContractMigration migration = migration("f", "g", ExistingFields.REPLACE);
            assertThat(worker.runExpectingSuccess(migration.apply(1)).changed()).isEqualTo(2);
            assertThat(database.collection("documents")
                            .countDocuments(BsonDocument.parse("{f: {$exists: false}, g: 1}")))
                    .isEqualTo(2);
            worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }
    }

    @Nested
    class A_value_on_the_path {
        private static final int OTHER_DOCUMENTS = 12;

        /** More documents than the sample of preflight, with ids before those of the documents that cannot be renamed. */
        @BeforeEach
        void insertDocumentsThatCanBeRenamed() {
            for (int id = -OTHER_DOCUMENTS; id < 0; id++) {
                database.insert("documents", "{_id: %d, a: {f: 1, b: {f: 1}}, f: 1}".formatted(id));
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 1, a: [{f: 1}]} | a.f | g | array-on-path | document 1 has an array at \"a\", on the path \"a.f\"",
                    "{_id: 1, a: {b: [{f: 1}]}} | a.b.f | g | array-on-path | array at \"a.b\", on the path \"a.b.f\"",
                    "{_id: 1, f: 1, b: [1]} | f | b.g | array-on-path | array at \"b\", on the path \"b.g\"",
                    "{_id: 1, f: 1, b: [{g: 1}]} | f | b.g | array-on-path | array at \"b\", on the path \"b.g\"",
                    "{_id: 1, f: 1, b: {c: []}} | f | b.c.g | array-on-path | array at \"b.c\", on the path \"b.c.g\"",
                    "{_id: 'x', f: 1, b: 'text'} | f | b.g | parent-not-a-document | document \"x\" has a value of type STRING at \"b\"",
                    "{_id: 1, f: 1, b: null} | f | b.g | parent-not-a-document | has a value of type NULL at \"b\", on the path \"b.g\"",
                    "{_id: 1, f: 1, b: {c: 5}} | f | b.c.g | parent-not-a-document | has a value of type INT32 at \"b.c\", on the path \"b.c.g\"",
                })
        void that_is_not_a_document_is_refused_by_preflight_and_apply(
                String document, String from, String to, String code, String message) {
            database.insert("documents", document);
            List<String> bytesBefore = database.bytesOf("documents");
            ContractMigration migration = migration(from, to, ExistingFields.FAIL);
            assertPermanent(worker.runExpectingFailure(migration.preflight(1)), code, message);
            assertPermanent(worker.runExpectingFailure(migration.apply(2)), code, message);
            worker.runExpectingCompensation(migration.compensate(3));
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }

        // MongoDB also refuses null on the path, but mongo-java-server accepts it.
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 1, f: 1, b: 'text'} | f | b.g",
                    "{_id: 1, f: 1, b: {c: 5}} | f | b.c.g",
                    "{_id: 1, f: 1, b: [1]} | f | b.g",
                })
        void that_is_not_a_document_is_also_refused_by_the_server(String document, String from, String to) {
            database.insert("renamedByServer", document);
            assertThatThrownBy(() -> database.collection("renamedByServer").updateMany(exists(from), rename(from, to)))
                    .isInstanceOf(MongoException.class);
        }

        @Test
        void that_is_the_field_itself_is_renamed_even_if_it_is_an_array() {
            database.insert("documents", "{_id: 1, f: [[1]], a: {f: [{f: [1]}]}}");
            assertThat(worker.runExpectingSuccess(
                                    migration("f", "g", ExistingFields.FAIL).preflight(1))
                            .counts())
                    .containsEntry("matching", OTHER_DOCUMENTS + 1L);
            ContractMigration nested = migration("a.f", "a.g", ExistingFields.FAIL);
            worker.runExpectingSuccess(nested.preflight(2));
            assertThat(worker.runExpectingSuccess(nested.apply(3)).changed()).isEqualTo(OTHER_DOCUMENTS + 1);
        }

        @Test
        void that_is_not_a_document_is_ignored_if_its_document_does_not_match() {
            database.insert(
                    "documents",
                    "{_id: 1, a: [1], kind: 'other'}",
                    "{_id: 2, a: 'text'}",
                    "{_id: 3, a: [{f: 1}], b: 1}");
            ContractMigration migration = ContractMigration.of(MongoOperations.withFilter(
                    MongoOperations.renameField("documents", "a.f", "a.g"), "{'b': {'$exists': false}}"));
            worker.runExpectingSuccess(migration.preflight(1));
            assertThat(worker.runExpectingSuccess(migration.apply(2)).changed()).isEqualTo(OTHER_DOCUMENTS);
        }
    }
}
