package dev.lockstep.mongo.operation;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application writes during or after a rename. Each of its writes is kept. */
class MongoRenameFieldApplicationWritesTest {
    private static final String AFTER_PRE_IMAGE = "mongo.unit.after-pre-image";

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration = migration(ExistingFields.FAIL);

    private static ContractMigration migration(ExistingFields existing) {
        return ContractMigration.of(MongoOperations.renameField("documents", "p.lang", "language", existing));
    }

    @BeforeEach
    void seed() {
        for (int id = 1; id <= 3; id++) {
            database.insert("documents", "{_id: %d, p: {a: 1, lang: 'he', z: 1}, app: 1}".formatted(id));
        }
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
        RawBsonDocument found = database.database()
                .getCollection("documents", RawBsonDocument.class)
                .find(eq("_id", id))
                .first();
        assertThat(found).isNotNull();
        assertThat(found.toJson()).isEqualTo(BsonDocument.parse(expected).toJson());
    }

    private StepResult applyWithWrites(ContractMigration renaming, Runnable writes) {
        return MongoWorkerUnderTest.assertSucceeded(worker.runWithPauseAt(renaming.apply(1), AFTER_PRE_IMAGE, writes));
    }

    private StepFailure applyWithWritesExpectingFailure(Runnable writes) {
        return MongoWorkerUnderTest.assertFailed(worker.runWithPauseAt(migration.apply(1), AFTER_PRE_IMAGE, writes));
    }

    @Nested
    class An_application_write_between_planning_and_writing {
        @Test
        void to_the_field_is_moved_to_the_new_field() {
            assertThat(applyWithWrites(migration, () -> write(2, set("p.lang", "en")))
                            .changed())
                    .isEqualTo(3);
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, app: 1, language: 'en'}");
            worker.runExpectingCompensation(migration.compensateApplied(2));
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'en', z: 1}, app: 1}");
        }

        @Test
        void to_another_field_is_kept() {
            applyWithWrites(migration, () -> write(2, set("app", 2)));
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, app: 2, language: 'he'}");
        }

        @Test
        void that_removes_the_field_excludes_the_document() {
            assertThat(applyWithWrites(migration, () -> write(2, unset("p.lang")))
                            .changed())
                    .isEqualTo(2);
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .restored())
                    .isEqualTo(2);
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, app: 1}");
        }

        @Test
        void that_inserts_a_matching_document_includes_the_document() {
            StepResult result = applyWithWrites(
                    migration, () -> database.insert("documents", "{_id: 0, p: {lang: 'fr'}}", "{_id: 9, p: {}}"));
            assertThat(result.changed()).isEqualTo(4);
            assertDocument(0, "{_id: 0, p: {}, language: 'fr'}");
        }

        @Test
        void to_the_new_field_fails_the_step_which_can_then_be_compensated() {
            StepFailure failure = applyWithWritesExpectingFailure(() -> write(2, set("language", "en")));
            assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                assertThat(permanent.code()).isEqualTo("field-exists");
                assertThat(permanent.effect()).isEqualTo(StepFailure.Effect.PARTIAL);
            });
            worker.runExpectingCompensation(migration.compensate(2));
            assertDocument(1, "{_id: 1, p: {a: 1, lang: 'he', z: 1}, app: 1}");
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, app: 1, language: 'en'}");
        }

        @Test
        void to_the_new_field_excludes_the_document_with_existing_skip() {
            ContractMigration skipping = migration(ExistingFields.SKIP);
            assertThat(applyWithWrites(skipping, () -> write(2, set("language", "en")))
                            .changed())
                    .isEqualTo(2);
            worker.runExpectingCompensation(skipping.compensateApplied(2));
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, app: 1, language: 'en'}");
        }

        @Test
        void to_the_new_field_becomes_the_pre_image_with_existing_replace() {
            ContractMigration replacing = migration(ExistingFields.REPLACE);
            applyWithWrites(replacing, () -> write(2, set("language", "en")));
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, app: 1, language: 'he'}");
            worker.runExpectingCompensation(replacing.compensateApplied(2));
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, app: 1, language: 'en'}");
        }

        @Test
        void that_puts_an_array_on_the_path_fails_the_step_which_can_then_be_compensated() {
            Bson array = BsonDocument.parse("{$set: {p: [{lang: 'he'}]}}");
            assertThat(applyWithWritesExpectingFailure(() -> write(2, array)).code())
                    .isEqualTo("array-on-path");
            worker.runExpectingCompensation(migration.compensate(2));
            assertDocument(2, "{_id: 2, p: [{lang: 'he'}], app: 1}");
            assertDocument(3, "{_id: 3, p: {a: 1, lang: 'he', z: 1}, app: 1}");
        }
    }

    @Nested
    class An_application_write_after_the_rename {
        @BeforeEach
        void apply() {
            worker.runExpectingSuccess(migration.apply(1));
        }

        @Test
        void to_the_new_field_is_a_conflict_and_kept() {
            write(2, set("language", "en"));
            CompensationResult result = worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(result.restored()).isEqualTo(2);
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict(
                            "documents/2",
                            "{\"p\": {\"a\": 1, \"z\": 1}, \"language\": \"he\"}",
                            "{\"p\": {\"a\": 1, \"z\": 1}, \"language\": \"en\"}"));
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, app: 1, language: 'en'}");
        }

        @Test
        void to_the_old_field_is_a_conflict_and_kept() {
            write(2, set("p.lang", "en"));
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .conflicts())
                    .isEqualTo(1);
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1, lang: 'en'}, app: 1, language: 'he'}");
        }

        @Test
        void to_other_fields_is_kept_while_the_renamed_field_returns_to_its_position() {
            write(2, combine(set("app", 2), set("more", 1)));
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .conflicts())
                    .isZero();
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, app: 2, more: 1}");
        }
    }

    @Nested
    class A_conflict_with_policy_fail {
        private final ContractMigration failingOnConflict = ContractMigration.of(
                MongoOperations.renameField("documents", "p.lang", "language"), ConflictPolicy.FAIL);

        @Test
        void fails_the_compensation_until_the_document_is_corrected() {
            worker.runExpectingSuccess(failingOnConflict.apply(1));
            write(2, set("language", "en"));
            assertThat(worker.runExpectingFailure(failingOnConflict.compensateApplied(2))
                            .code())
                    .isEqualTo("conflict");
            write(2, set("language", "he"));
            assertThat(worker.runExpectingCompensation(failingOnConflict.compensateApplied(3))
                            .restored())
                    .isEqualTo(3);
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, app: 1}");
        }
    }
}
