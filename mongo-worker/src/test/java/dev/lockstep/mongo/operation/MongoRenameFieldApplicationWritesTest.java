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

/** An application writes while a rename is held at a failpoint; every write is kept. */
class MongoRenameFieldApplicationWritesTest {
    private static final String AFTER_PRE_IMAGE = "mongo.unit.after-pre-image";

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration = migration(ExistingFields.FAIL);

    private static ContractMigration migration(ExistingFields existing) {
        return ContractMigration.of(MongoOperations.renameField("c", "p.lang", "language", existing));
    }

    @BeforeEach
    void seed() {
        for (int id = 1; id <= 3; id++) {
            database.insert("c", "{_id: %d, p: {a: 1, lang: 'he', z: 1}, own: 1}".formatted(id));
        }
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
        RawBsonDocument found = database.database()
                .getCollection("c", RawBsonDocument.class)
                .find(eq("_id", id))
                .first();
        assertThat(found).isNotNull();
        assertThat(found.toJson()).isEqualTo(BsonDocument.parse(expected).toJson());
    }

    private StepResult applyWhile(ContractMigration applied, Runnable application) {
        return MongoWorkerUnderTest.succeeded(worker.runWhile(applied.apply(1), AFTER_PRE_IMAGE, application));
    }

    private StepFailure failsWhile(Runnable application) {
        return MongoWorkerUnderTest.failed(worker.runWhile(migration.apply(1), AFTER_PRE_IMAGE, application));
    }

    @Nested
    class An_application_write_between_read_and_write {
        @Test
        void to_the_field_is_renamed_with_it() {
            assertThat(applyWhile(migration, () -> write(2, set("p.lang", "en")))
                            .changed())
                    .isEqualTo(3);
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, own: 1, language: 'en'}");
            worker.compensates(migration.compensateApplied(2));
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'en', z: 1}, own: 1}");
        }

        @Test
        void to_another_field_is_kept() {
            applyWhile(migration, () -> write(2, set("own", 2)));
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, own: 2, language: 'he'}");
        }

        @Test
        void that_removes_the_field_excludes_the_document() {
            assertThat(applyWhile(migration, () -> write(2, unset("p.lang"))).changed())
                    .isEqualTo(2);
            assertThat(worker.compensates(migration.compensateApplied(2)).restored())
                    .isEqualTo(2);
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, own: 1}");
        }

        @Test
        void that_inserts_a_document_includes_it() {
            StepResult result =
                    applyWhile(migration, () -> database.insert("c", "{_id: 0, p: {lang: 'fr'}}", "{_id: 9, p: {}}"));
            assertThat(result.changed()).isEqualTo(4);
            assertDocument(0, "{_id: 0, p: {}, language: 'fr'}");
        }

        @Test
        void to_the_new_field_fails_the_step_which_can_then_be_undone() {
            StepFailure failure = failsWhile(() -> write(2, set("language", "en")));
            assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                assertThat(permanent.code()).isEqualTo("field-exists");
                assertThat(permanent.effect()).isEqualTo(StepFailure.Effect.PARTIAL);
            });
            worker.compensates(migration.compensate(2));
            assertDocument(1, "{_id: 1, p: {a: 1, lang: 'he', z: 1}, own: 1}");
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, own: 1, language: 'en'}");
        }

        @Test
        void to_the_new_field_excludes_the_document_if_existing_is_skip() {
            ContractMigration skipping = migration(ExistingFields.SKIP);
            assertThat(applyWhile(skipping, () -> write(2, set("language", "en")))
                            .changed())
                    .isEqualTo(2);
            worker.compensates(skipping.compensateApplied(2));
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, own: 1, language: 'en'}");
        }

        @Test
        void to_the_new_field_is_in_the_pre_image_if_existing_is_replace() {
            ContractMigration replacing = migration(ExistingFields.REPLACE);
            applyWhile(replacing, () -> write(2, set("language", "en")));
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, own: 1, language: 'he'}");
            worker.compensates(replacing.compensateApplied(2));
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, own: 1, language: 'en'}");
        }

        @Test
        void of_an_array_onto_the_path_fails_the_step_which_can_then_be_undone() {
            Bson array = BsonDocument.parse("{$set: {p: [{lang: 'he'}]}}");
            assertThat(failsWhile(() -> write(2, array)).code()).isEqualTo("array-on-path");
            worker.compensates(migration.compensate(2));
            assertDocument(2, "{_id: 2, p: [{lang: 'he'}], own: 1}");
            assertDocument(3, "{_id: 3, p: {a: 1, lang: 'he', z: 1}, own: 1}");
        }
    }

    @Nested
    class An_application_write_after_the_write {
        @BeforeEach
        void apply() {
            worker.succeeds(migration.apply(1));
        }

        @Test
        void to_the_new_field_is_a_conflict_and_kept() {
            write(2, set("language", "en"));
            CompensationResult result = worker.compensates(migration.compensateApplied(2));
            assertThat(result.restored()).isEqualTo(2);
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict(
                            "c/2",
                            "{\"p\": {\"a\": 1, \"z\": 1}, \"language\": \"he\"}",
                            "{\"p\": {\"a\": 1, \"z\": 1}, \"language\": \"en\"}"));
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1}, own: 1, language: 'en'}");
        }

        @Test
        void to_the_old_field_is_a_conflict_and_kept() {
            write(2, set("p.lang", "en"));
            assertThat(worker.compensates(migration.compensateApplied(2)).conflicts())
                    .isEqualTo(1);
            assertDocument(2, "{_id: 2, p: {a: 1, z: 1, lang: 'en'}, own: 1, language: 'he'}");
        }

        @Test
        void to_other_fields_is_kept_and_the_field_returns_to_its_position() {
            write(2, combine(set("own", 2), set("more", 1)));
            assertThat(worker.compensates(migration.compensateApplied(2)).conflicts())
                    .isZero();
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, own: 2, more: 1}");
        }
    }

    @Nested
    class A_conflict_under_the_policy_fail {
        private final ContractMigration failing =
                ContractMigration.of(MongoOperations.renameField("c", "p.lang", "language"), ConflictPolicy.FAIL);

        @Test
        void fails_the_compensation_until_the_document_is_corrected() {
            worker.succeeds(failing.apply(1));
            write(2, set("language", "en"));
            assertThat(worker.fails(failing.compensateApplied(2)).code()).isEqualTo("conflict");
            write(2, set("language", "he"));
            assertThat(worker.compensates(failing.compensateApplied(3)).restored())
                    .isEqualTo(3);
            assertDocument(2, "{_id: 2, p: {a: 1, lang: 'he', z: 1}, own: 1}");
        }
    }
}
