package dev.lockstep.mongo.unit;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.Masking;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields whose values reports must not show. */
class MaskingTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @BeforeEach
    void seed() {
        database.insert("people", "{_id: 'planted-id', email: 'planted-1', level: 1}");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static ContractMigration rename(ConflictPolicy onConflict) {
        return ContractMigration.of(MongoOperations.renameField("people", "email", "mail"), onConflict);
    }

    private void applyAndWrite(ContractMigration migration) {
        worker.runExpectingSuccess(migration.apply(1));
        database.collection("people").updateOne(eq("_id", "planted-id"), set("mail", "planted-2"));
    }

    @Nested
    class A_masked_field {
        @Test
        void is_not_shown_in_a_conflict_and_the_other_fields_are() {
            database.withOption("mask-fields", "EMAIL,mail");
            ContractMigration migration = rename(ConflictPolicy.KEEP);
            applyAndWrite(migration);
            CompensationResult result = worker.runExpectingCompensation(migration.compensate(2));
            assertThat(result.conflictSamples())
                    .containsExactly(
                            new Conflict("people/\"planted-id\"", "{\"mail\": \"***\"}", "{\"mail\": \"***\"}"));
        }

        @Test
        void is_not_shown_in_the_failure_of_a_conflict() {
            database.withOption("mask-fields", "email,mail,_id");
            ContractMigration migration = rename(ConflictPolicy.FAIL);
            applyAndWrite(migration);
            StepFailure failure = worker.runExpectingFailure(migration.compensate(2));
            assertThat(failure.message()).contains("people/***").doesNotContain("planted");
        }

        @Test
        void is_restored_by_the_journal_which_has_its_value() {
            database.withOption("mask-fields", "email,mail,_id");
            String before = database.digest();
            ContractMigration migration = rename(ConflictPolicy.KEEP);
            worker.runExpectingSuccess(migration.apply(1));
            worker.runExpectingCompensation(migration.compensate(2));
            assertThat(database.digest()).isEqualTo(before);
        }
    }

    @Nested
    class The_text_of_a_document {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{email: 'x'} | {\"email\": \"***\"}",
                    "{a: {Email: {b: 1}}} | {\"a\": {\"Email\": \"***\"}}",
                    "{a: [{email: 'x'}, 1]} | {\"a\": [{\"email\": \"***\"}, 1]}",
                    "{'email.of': 'x', emails: 1} | {\"email.of\": \"***\", \"emails\": 1}"
                })
        void masks_fields_at_any_depth(String document, String expected) {
            Masking masking = Masking.of(List.of("email"), List.of());
            assertThat(BsonText.ofFields(BsonDocument.parse(document), masking)).isEqualTo(expected);
        }
    }
}
