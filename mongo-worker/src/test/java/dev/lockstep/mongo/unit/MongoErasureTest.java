package dev.lockstep.mongo.unit;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.CrashedDispatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Erasing the values of one document, on the server, with planted values that must not be found afterwards. */
class MongoErasureTest {
    private static final Conflict ERASED = new Conflict("people/\"p\"", "erased on request", "not compared");

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    private static ContractMigration rename(ConflictPolicy policy) {
        return ContractMigration.of(MongoOperations.renameField("people", "email", "mail"), policy);
    }

    private long erase(ContractMigration migration, long dispatch, String unit) {
        return worker.runExpectingSuccess(migration.erase(dispatch, unit)).changed();
    }

    private List<String> journal() {
        List<String> documents = new ArrayList<>();
        database.database().listCollectionNames().into(new ArrayList<>()).stream()
                .filter(name -> name.startsWith("lockstep_"))
                .forEach(name -> documents.addAll(database.bytesOf(name)));
        return documents;
    }

    private void assertNotInJournal(String value) {
        assertThat(journal()).isNotEmpty().noneMatch(document -> document.contains(value));
    }

    private BsonDocument person(String id) {
        return database.collection("people")
                .find(eq("_id", id))
                .into(new ArrayList<>())
                .getFirst();
    }

    @Nested
    class An_erased_document {
        private final ContractMigration migration = rename(ConflictPolicy.KEEP);

        @BeforeEach
        void apply() {
            IntStream.range(0, 12)
                    .forEach(number -> database.insert(
                            "people", "{_id: 'other-%1$d', email: 'mail-%1$d', level: 1}".formatted(number)));
            database.insert("people", "{_id: 'p', email: 'planted', level: 1}");
            worker.runExpectingSuccess(migration.apply(1));
            assertThat(journal()).anyMatch(document -> document.contains("planted"));
        }

        @Test
        void has_no_values_in_the_journal_and_is_a_conflict_of_the_compensation() {
            assertThat(erase(migration, 2, "people/\"p\"")).isEqualTo(1);
            assertNotInJournal("planted");
            CompensationResult result = worker.runExpectingCompensation(migration.compensateApplied(3));
            assertThat(result.restored()).isEqualTo(12);
            assertThat(result.conflicts()).isEqualTo(1);
            assertThat(result.conflictSamples()).containsExactly(ERASED);
            assertThat(person("p").getString("mail").getValue()).isEqualTo("planted");
            assertThat(person("other-3").getString("email").getValue()).isEqualTo("mail-3");
            assertNotInJournal("planted");
        }

        @Test
        void can_be_erased_again_and_the_fence_does_not_rise() {
            assertThat(List.of(erase(migration, 9, "\"p\""), erase(migration, 9, "p"), erase(migration, 1, "{'a': 1}")))
                    .containsExactly(1L, 1L, 0L);
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .conflicts())
                    .isEqualTo(1);
        }

        @Test
        void does_not_stop_a_compensation_that_must_fail_at_conflicts() {
            ContractMigration strict = rename(ConflictPolicy.FAIL);
            worker.runExpectingCompensation(migration.compensateApplied(2));
            worker.runExpectingSuccess(strict.apply(3));
            assertThat(erase(strict, 4, "p")).isEqualTo(1);
            assertThat(worker.runExpectingCompensation(strict.compensateApplied(5))
                            .conflictSamples())
                    .containsExactly(ERASED);
        }

        @Test
        void that_was_restored_before_loses_its_values_and_stays_restored() {
            worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(erase(migration, 3, "p")).isEqualTo(1);
            assertNotInJournal("planted");
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(4))
                            .conflicts())
                    .isZero();
        }

        @Test
        void that_was_a_conflict_loses_all_values_also_those_of_the_step_row_and_its_copy() {
            database.collection("people").updateOne(eq("_id", "p"), set("mail", "planted-later"));
            worker.runExpectingCompensation(migration.compensateApplied(2));
            ContractMigration other = ContractMigration.of(MongoOperations.update("none", "{}", "{'$set': {'a': 1}}"));
            worker.runExpectingSuccess(other.apply(3));
            worker.runExpectingCompensation(migration.compensateApplied(4));
            assertThat(erase(migration, 5, "p")).isEqualTo(1);
            assertNotInJournal("planted");
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(6))
                            .conflicts())
                    .isEqualTo(1);
            worker.runExpectingSuccess(other.apply(7));
        }

        @Test
        void leaves_rows_that_a_purge_removes() {
            erase(migration, 2, "p");
            worker.runExpectingSuccess(migration.purge(3));
            assertThat(database.bytesOf("lockstep_journal_units")).isEmpty();
        }

        @Test
        void between_the_two_writes_of_an_erasure_is_erased_by_its_repetition() {
            CrashedDispatch.at("mongo.unit.erase-mid-row", () -> worker.run(migration.erase(2, "p")));
            assertThat(erase(migration, 2, "p")).isEqualTo(1);
            assertNotInJournal("planted");
        }

        @Test
        void while_a_compensation_restores_it_counts_as_restored() {
            CompensationResult result = MongoWorkerUnderTest.assertCompensated(worker.runWithPauseAt(
                    migration.compensateApplied(2),
                    "mongo.unit.compensate-after-read",
                    () -> assertThat(erase(migration, 3, "p")).isEqualTo(1)));
            assertThat(result.restored()).isEqualTo(13);
            assertThat(result.conflicts()).isZero();
            assertThat(result.conflictSamples()).isEmpty();
            assertThat(person("p").getString("email").getValue()).isEqualTo("planted");
            assertNotInJournal("planted");
        }

        @Test
        void whose_row_is_taken_over_meanwhile_is_erased_and_its_row_stays() {
            setDispatchOfRow(0);
            assertThat(MongoWorkerUnderTest.assertSucceeded(worker.runWithPauseAt(
                                    migration.erase(2, "p"),
                                    "mongo.unit.erase-before-delete",
                                    () -> setDispatchOfRow(1)))
                            .changed())
                    .isEqualTo(1);
            assertNotInJournal("planted");
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(3))
                            .conflictSamples())
                    .containsExactly(ERASED);
        }

        @Test
        void whose_row_is_of_a_superseded_dispatch_has_no_row_left() {
            setDispatchOfRow(0);
            assertThat(erase(migration, 2, "p")).isZero();
            assertNotInJournal("planted");
        }

        private void setDispatchOfRow(long dispatch) {
            database.collection("lockstep_journal_units").updateOne(eq("unit", "p"), set("dispatch", dispatch));
        }

        @Test
        void has_no_copy_of_a_failed_dispatch() {
            database.insert("lockstep_scratch_1", "{_id: 'p', email: 'planted'}", "{_id: 'q'}");
            erase(migration, 2, "p");
            assertNotInJournal("planted");
            assertThat(database.bytesOf("lockstep_scratch_1")).hasSize(1);
        }
    }

    @Nested
    class A_document_of_an_unfinished_apply {
        private final ContractMigration migration = rename(ConflictPolicy.KEEP);

        @ParameterizedTest
        @ValueSource(strings = {"mongo.unit.after-pre-image", "mongo.unit.after-write"})
        void is_a_conflict_after_its_erasure_and_the_others_are_as_before(String failpoint) {
            database.insert(
                    "people", "{_id: 'a', email: 'x'}", "{_id: 'p', email: 'planted'}", "{_id: 'z', email: 'y'}");
            CrashedDispatch.at(failpoint, () -> worker.run(migration.apply(1)));
            assertThat(erase(migration, 2, "p")).isEqualTo(1);
            CompensationResult result = worker.runExpectingCompensation(migration.compensate(3));
            assertThat(result.conflictSamples()).containsExactly(ERASED);
            assertThat(List.of(person("a"), person("z"))).allMatch(document -> document.containsKey("email"));
            assertNotInJournal("planted");
        }
    }

    @Nested
    class The_name_of_a_document {
        private final ContractMigration migration =
                ContractMigration.of(MongoOperations.update("people", "{}", "{'$set': {'level': 2}}"));
        private static final String OBJECT_ID = "65a1b2c3d4e5f60718293a4b";

        private void apply(String... documents) {
            database.insert("people", documents);
            worker.runExpectingSuccess(migration.apply(1));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "people/ObjectId(\"65a1b2c3d4e5f60718293a4b\")",
                    "ObjectId(\"65a1b2c3d4e5f60718293a4b\")",
                    "{\"$oid\": \"65a1b2c3d4e5f60718293a4b\"}",
                    "65a1b2c3d4e5f60718293a4b"
                })
        void can_be_an_object_id(String unit) {
            apply("{_id: ObjectId('%s')}".formatted(new ObjectId(OBJECT_ID)), "{_id: 1}");
            assertThat(erase(migration, 2, unit)).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"5", "NumberInt(\"5\")", "NumberLong(5)", "{\"$numberDouble\": \"5\"}"})
        void can_be_a_number_of_any_type(String id) {
            apply("{_id: %s}".formatted(id), "{_id: 6}");
            assertThat(erase(migration, 2, "5")).isEqualTo(1);
            assertThat(erase(migration, 2, "people/5")).isEqualTo(1);
            assertThat(erase(migration, 2, "7")).isZero();
        }

        @Test
        void can_have_the_form_of_the_collection_and_another_id() {
            apply("{_id: 'people/5'}", "{_id: {a: 1, b: 'x'}}");
            assertThat(erase(migration, 2, "people/5")).isEqualTo(1);
            assertThat(erase(migration, 2, "people/{\"a\": 1, \"b\": \"x\"}")).isEqualTo(1);
            assertThat(erase(migration, 2, "{\"b\": \"x\", \"a\": 1}")).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "people/", "1, 2 ]", "\"a\", \"b\"", "{\"a\": 1} x", "\"abc\u2026"})
        void that_is_no_single_value_is_refused_or_finds_nothing(String unit) {
            apply("{_id: 1}", "{_id: 'a'}", "{_id: {a: 1}}");
            assertThat(worker.run(migration.erase(2, unit)).toString())
                    .satisfiesAnyOf(
                            report -> assertThat(report).contains("unit-unreadable"),
                            report -> assertThat(report).contains("changed=0"));
        }
    }
}
