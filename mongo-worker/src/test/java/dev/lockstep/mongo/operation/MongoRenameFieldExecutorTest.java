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
        return ContractMigration.of(MongoOperations.renameField("c", from, to, existing));
    }

    private void assertPermanent(StepFailure failure, String code, String message) {
        assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
            assertThat(permanent.code()).isEqualTo(code);
            assertThat(permanent.message()).contains(message);
        });
    }

    @Nested
    class A_rename {
        private static final String[] SHAPES = {
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
        void changes_each_document_as_the_server_does_and_is_undone_exactly(String from, String to) {
            database.insert("c", SHAPES);
            database.insert("byServer", SHAPES);
            List<String> before = database.bytesOf("c");
            long renamed = database.collection("byServer")
                    .updateMany(exists(from), rename(from, to))
                    .getModifiedCount();

            ContractMigration migration = migration(from, to, ExistingFields.REPLACE);
            assertThat(worker.succeeds(migration.preflight(1)).counts()).containsEntry("matching", renamed);
            assertThat(worker.succeeds(migration.apply(2)).changed())
                    .isEqualTo(renamed)
                    .isPositive();
            assertThat(database.bytesOf("c")).isEqualTo(database.bytesOf("byServer"));
            assertThat(worker.compensates(migration.compensateApplied(3)).restored())
                    .isEqualTo(renamed);
            assertThat(database.bytesOf("c")).isEqualTo(before);
        }

        @Test
        void needs_no_scratch_collection() {
            database.insert("c", "{_id: 1, f: 1}");
            worker.runWhile(
                    migration("f", "g", ExistingFields.FAIL).apply(1),
                    "mongo.unit.after-write",
                    () -> assertThat(database.leftovers()).isEmpty());
        }

        @Test
        void counts_documents_that_match_and_have_the_field() {
            database.insert("c", "{_id: 1, kind: 'a', f: 1}", "{_id: 2, kind: 'a'}", "{_id: 3, kind: 'b', f: 1}");
            MongoRenameField operation =
                    MongoOperations.withFilter(MongoOperations.renameField("c", "f", "g"), "{'kind': 'a'}");
            StepResult result = worker.succeeds(ContractMigration.of(operation).apply(1));
            assertThat(result.changed()).isEqualTo(1);
            assertThat(result.counts()).containsEntry("unchanged", 0L).containsEntry("left", 0L);
            assertThat(database.collection("c").countDocuments(BsonDocument.parse("{_id: 3, f: 1}")))
                    .isEqualTo(1);
        }

        @Test
        void of_a_collection_of_Lockstep_is_refused() {
            MongoRenameField operation = MongoOperations.renameField("lockstep_journal", "a", "b");
            assertPermanent(
                    worker.fails(ContractMigration.of(operation).preflight(1)),
                    "unsupported-operation",
                    "lockstep_journal");
        }
    }

    @Nested
    class An_existing_field {
        private static final String[] DOCUMENTS = {"{_id: 1, f: 1, z: 1}", "{_id: 2, f: 1, g: 2, z: 1}"};

        @Test
        void fails_the_step_before_anything_is_changed() {
            database.insert("c", DOCUMENTS);
            ContractMigration migration = migration("f", "g", ExistingFields.FAIL);
            assertPermanent(worker.fails(migration.preflight(1)), "field-exists", "document 2 has a field g already");
            assertPermanent(worker.fails(migration.apply(2)), "field-exists", "document 2 has a field g already");
            worker.compensates(migration.compensate(3));
            assertThat(database.collection("c").countDocuments(exists("f"))).isEqualTo(2);
        }

        @Test
        void fails_the_step_in_any_batch() {
            for (int id = 0; id < 50; id++) {
                database.insert("c", "{_id: %d, f: 1}".formatted(id));
            }
            database.insert("c", "{_id: 50, f: 1, g: 1}");
            List<String> before = database.bytesOf("c");
            ContractMigration migration = migration("f", "g", ExistingFields.FAIL);
            assertPermanent(worker.fails(migration.preflight(1)), "field-exists", "document 50 ");
            assertThat(worker.fails(migration.apply(2)))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(StepFailure.Effect.PARTIAL));
            worker.compensates(migration.compensate(3));
            assertThat(database.bytesOf("c")).isEqualTo(before);
        }

        @Test
        void is_skipped_with_its_document() {
            database.insert("c", DOCUMENTS);
            ContractMigration migration = migration("f", "g", ExistingFields.SKIP);
            StepResult result = worker.succeeds(migration.apply(1));
            assertThat(result.changed()).isEqualTo(1);
            assertThat(result.counts()).containsEntry("unchanged", 1L).containsEntry("left", 0L);
            assertThat(database.collection("c").countDocuments(BsonDocument.parse("{_id: 2, f: 1, g: 2}")))
                    .isEqualTo(1);
        }

        @Test
        void is_replaced_and_restored() {
            database.insert("c", DOCUMENTS);
            List<String> before = database.bytesOf("c");
            ContractMigration migration = migration("f", "g", ExistingFields.REPLACE);
            assertThat(worker.succeeds(migration.apply(1)).changed()).isEqualTo(2);
            assertThat(database.collection("c").countDocuments(BsonDocument.parse("{f: {$exists: false}, g: 1}")))
                    .isEqualTo(2);
            worker.compensates(migration.compensateApplied(2));
            assertThat(database.bytesOf("c")).isEqualTo(before);
        }
    }

    // A null on the path to the new field is refused too, but the stand-in for MongoDB takes it for missing.
    @Nested
    class A_document_that_cannot_be_renamed {
        /** More than preflight samples, and before the other documents in the order of ids. */
        @BeforeEach
        void insertDocumentsThatCanBeRenamed() {
            for (int id = -12; id < 0; id++) {
                database.insert("c", "{_id: %d, a: {f: 1, b: {f: 1}}, f: 1}".formatted(id));
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 1, a: [{f: 1}]} | a.f | g | array-on-path | document 1 has an array at a, on the path a.f",
                    "{_id: 1, a: {b: [{f: 1}]}} | a.b.f | g | array-on-path | array at a.b, on the path a.b.f",
                    "{_id: 1, f: 1, b: [1]} | f | b.g | array-on-path | array at b, on the path b.g",
                    "{_id: 1, f: 1, b: [{g: 1}]} | f | b.g | array-on-path | array at b, on the path b.g",
                    "{_id: 1, f: 1, b: {c: []}} | f | b.c.g | array-on-path | array at b.c, on the path b.c.g",
                    "{_id: 'x', f: 1, b: 'text'} | f | b.g | parent-not-a-document | document \"x\" has \"text\" at b",
                    "{_id: 1, f: 1, b: null} | f | b.g | parent-not-a-document | has null at b, on the path b.g",
                    "{_id: 1, f: 1, b: {c: 5}} | f | b.c.g | parent-not-a-document | has 5 at b.c, on the path b.c.g",
                })
        void is_found_by_preflight_and_refused_by_apply(
                String document, String from, String to, String code, String message) {
            database.insert("c", document);
            List<String> before = database.bytesOf("c");
            ContractMigration migration = migration(from, to, ExistingFields.FAIL);
            assertPermanent(worker.fails(migration.preflight(1)), code, message);
            assertPermanent(worker.fails(migration.apply(2)), code, message);
            worker.compensates(migration.compensate(3));
            assertThat(database.bytesOf("c")).isEqualTo(before);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 1, f: 1, b: 'text'} | f | b.g",
                    "{_id: 1, f: 1, b: {c: 5}} | f | b.c.g",
                    "{_id: 1, f: 1, b: [1]} | f | b.g",
                })
        void is_refused_by_the_server_too(String document, String from, String to) {
            database.insert("byServer", document);
            assertThatThrownBy(() -> database.collection("byServer").updateMany(exists(from), rename(from, to)))
                    .isInstanceOf(MongoException.class);
        }

        @Test
        void is_renamed_if_only_the_field_itself_is_an_array() {
            database.insert("c", "{_id: 1, f: [[1]], a: {f: [{f: [1]}]}}");
            assertThat(worker.succeeds(migration("f", "g", ExistingFields.FAIL).preflight(1))
                            .counts())
                    .containsEntry("matching", 13L);
            ContractMigration nested = migration("a.f", "a.g", ExistingFields.FAIL);
            worker.succeeds(nested.preflight(2));
            assertThat(worker.succeeds(nested.apply(3)).changed()).isEqualTo(13);
        }

        @Test
        void is_ignored_if_it_does_not_match() {
            database.insert(
                    "c", "{_id: 1, a: [1], kind: 'other'}", "{_id: 2, a: 'text'}", "{_id: 3, a: [{f: 1}], b: 1}");
            ContractMigration migration = ContractMigration.of(MongoOperations.withFilter(
                    MongoOperations.renameField("c", "a.f", "a.g"), "{'b': {'$exists': false}}"));
            worker.succeeds(migration.preflight(1));
            assertThat(worker.succeeds(migration.apply(2)).changed()).isEqualTo(12);
        }
    }
}
