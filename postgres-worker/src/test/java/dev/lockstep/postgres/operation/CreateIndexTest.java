package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.HeldDispatch;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateIndexTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String COUNT_INVALID_INDEXES = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    private static final String OPEN_UPDATE = "UPDATE exercises SET points_earned = 0 WHERE id = 1";

    private final PostgresContractStore store = new PostgresContractStore(
            "CREATE TABLE \"Mixed case\" (id int, \"Key\" text, tags text[], place point)",
            "CREATE MATERIALIZED VIEW best_points AS SELECT max(points_earned) AS points FROM exercises");
    private final TestPostgres postgres = store.postgres();
    private final String before = store.digest();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private StepScenario step(PostgresCreateIndex operation) {
        return StepScenario.of(postgres, operation);
    }

    private String oid(String index) {
        return postgres.value("SELECT to_regclass('%s')::oid".formatted(index));
    }

    @Nested
    class A_definition {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'table': 'exercises', 'name': 'i', 'columns': ['exercise_type', 'user_id']}",
                    "{'table': 'public.exercises', 'name': 'Index; of \\' all', 'columns': ['user_id']}",
                    "{'table': 'Mixed case', 'name': 'i', 'columns': [{'column': 'Key', 'order': 'desc', 'nulls': 'last',"
                            + " 'collation': 'C', 'opclass': 'pg_catalog.text_pattern_ops'}]}",
                    "{'table': 'Mixed case', 'name': 'i', 'columns': ['tags'], 'method': 'gin', 'with': {'fastupdate': false}}",
                    "{'table': 'Mixed case', 'name': 'i', 'columns': ['place'], 'method': 'gist', 'with': {'buffering': 'auto'}}",
                    "{'table': 'best_points', 'name': 'i', 'columns': ['points'], 'unique': true}",
                    "{'table': 'exercises', 'name': 'i', 'columns': [{'expression': 'lower(exercise_name) -- why'},"
                            + " {'expression': '(user_id + 1) * 2', 'order': 'desc', 'nulls': 'first'}],"
                            + " 'include': ['points_earned'], 'where': 'exercises.user_id > 0 AND exercise_type <> \\'a;b\\''}"
                })
        void is_built_and_the_index_is_found_again_after_a_crash(String json) throws InterruptedException {
            StepScenario step = step(IndexOperations.parse(
                    json.replace("\\'", "\u0000").replace('\'', '"').replace('\u0000', '\'')));
            step.run(step.migration().preflight(1));
            try (HeldDispatch crashed = HeldDispatch.at("postgres.create-index.after-build", 1, () -> step.apply(2))) {
                String built = postgres.value("SELECT max(indexrelid::int8) FROM pg_index");
                assertThat(step.applyAndExpectSuccess(3).changed()).isEqualTo(1);
                assertThat(postgres.value("SELECT oid FROM lockstep_journal.created_index"))
                        .isEqualTo(built);
                assertThat(postgres.value(
                                "SELECT definition = pg_get_indexdef(oid::oid) FROM lockstep_journal.created_index"))
                        .isEqualTo("t");
                crashed.release();
            }
            assertThat(step.compensateAndExpectSuccess(4).restored()).isEqualTo(1);
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class A_unique_index_over_duplicates {
        private final StepScenario unique = step(IndexOperations.uniqueOnExercises("u", "[\"user_id\"]"));

        @Test
        void fails_permanently_and_drops_its_invalid_index() {
            StepFailure failure = unique.applyAndExpectFailure(1);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure).isEqualTo(StepFailure.Permanent.withoutEffect("23505", failure.message()));
            assertThat(failure.message())
                    .contains("could not create unique index \"u\"")
                    .doesNotContain("is duplicated");
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void is_compensated_without_any_change() {
            unique.applyAndExpectFailure(1);
            assertThat(unique.compensateAndExpectSuccess(2)).satisfies(result -> {
                assertThat(result.restored()).isZero();
                assertThat(result.conflicts()).isZero();
            });
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void is_built_by_the_next_dispatch_after_the_duplicates_are_gone() {
            unique.applyAndExpectFailure(1);
            postgres.execute("UPDATE exercises SET user_id = id");
            unique.applyAndExpectSuccess(2);
            assertThat(postgres.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'u'::regclass"))
                    .isEqualTo("t");
        }
    }

    @Nested
    class A_build {
        private final StepScenario step = step(IndexOperations.onExercises("i", "[\"exercise_type\"]"));

        private Future<Report> startBuild() {
            Future<Report> running = threads.submit(() -> step.apply(1));
            await().atMost(TIMEOUT)
                    .until(() -> postgres.value(COUNT_INVALID_INDEXES).equals("1"));
            return running;
        }

        @Test
        void reports_the_blocks_that_the_server_scans() {
            postgres.execute("CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
                    + " 'BEGIN PERFORM pg_sleep(0.2); RETURN $1; END'");
            StepScenario slow = step(IndexOperations.onExercises("i", "[{\"expression\": \"slow(id)\"}]"));
            try (ContractWorker worker = new ContractWorker(postgres.connect(), TargetKind.POSTGRES)) {
                assertThat(worker.run(slow.migration().apply(1))).isInstanceOf(Report.Succeeded.class);
                assertThat(worker.reportedProgress())
                        .startsWith(Progress.NONE)
                        .anySatisfy(progress -> assertThat(progress.total()).isEqualTo(1L));
            }
        }

        @Test
        void of_a_superseded_dispatch_is_completed_by_the_newer_dispatch() throws Exception {
            Future<Report> superseded;
            Future<Report> newer;
            try (OpenTransaction _ = OpenTransaction.on(postgres, OPEN_UPDATE)) {
                superseded = startBuild();
                newer = threads.submit(() -> step.apply(2));
                StepScenario.assertSuperseded(superseded.get());
            }
            assertThat(newer.get()).isInstanceOf(Report.Succeeded.class);
            assertThat(store.leftovers()).isEmpty();
            step.compensateAndExpectSuccess(3);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void of_a_superseded_dispatch_is_removed_by_a_compensation() throws Exception {
            Future<Report> superseded;
            Future<Report> compensating;
            try (OpenTransaction _ = OpenTransaction.on(postgres, OPEN_UPDATE)) {
                superseded = startBuild();
                compensating = threads.submit(() -> step.compensate(2));
                StepScenario.assertSuperseded(superseded.get());
            }
            assertThat(compensating.get()).isInstanceOfSatisfying(Report.Compensated.class, compensated -> assertThat(
                            compensated.result().conflicts())
                    .isZero());
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void does_not_replace_an_index_that_an_application_created_after_the_intent() throws Exception {
            try (HeldDispatch interrupted =
                    HeldDispatch.at("postgres.create-index.before-build", 1, () -> step.apply(1))) {
                postgres.execute("CREATE INDEX i ON exercises (user_id)");
                StepFailure failure = step.applyAndExpectFailure(2);
                assertThat(failure.code()).isEqualTo("index-exists");
                assertThat(failure.message())
                        .contains("expected «CREATE INDEX i ON public.exercises USING btree (exercise_type)»")
                        .contains("found «CREATE INDEX i ON public.exercises USING btree (user_id)»");
                interrupted.release();
            }
            CompensationResult result = step.compensateAndExpectSuccess(3);
            assertThat(result.restored()).isZero();
            assertThat(oid("i")).isNotEqualTo("null");
        }
    }

    @Nested
    class The_schema_history {
        @Test
        void is_not_created_for_an_index() {
            step(IndexOperations.onExercises("i", "[\"user_id\"]")).applyAndExpectSuccess(1);
            assertThat(postgres.value("SELECT to_regclass('lockstep_schema_history') IS NULL"))
                    .isEqualTo("t");
        }
    }
}
