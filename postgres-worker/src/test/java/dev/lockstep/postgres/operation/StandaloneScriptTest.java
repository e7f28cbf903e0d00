package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StandaloneScriptTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String COUNT_INVALID_INDEXES = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final String before = store.digest();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private StepScenario script(String up, String down) {
        return StepScenario.script(postgres, "1", up, down);
    }

    @Nested
    class A_unique_index_over_duplicates {
        private final StepScenario unique =
                script("CREATE UNIQUE INDEX CONCURRENTLY u ON exercises (user_id)", "DROP INDEX CONCURRENTLY u");

        @Test
        void fails_with_a_partial_effect_and_without_the_values() {
            StepFailure failure = unique.applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("23505");
            assertThat(failure.message())
                    .contains("could not create unique index \"u\"")
                    .doesNotContain("is duplicated");
            assertThat(failure)
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(Effect.PARTIAL));
            assertThat(postgres.value(COUNT_INVALID_INDEXES)).isEqualTo("1");
        }

        @Test
        void is_dropped_by_the_compensation_without_running_down() {
            unique.applyAndExpectFailure(1);
            CompensationResult result = unique.compensateAndExpectSuccess(2);
            assertThat(result.restored()).isZero();
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
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
    class An_index_whose_name_is_too_long {
        @Test
        void is_found_by_its_truncated_name() {
            String name = "תרגילים_".repeat(9);
            StepScenario named = script(
                    "CREATE INDEX CONCURRENTLY %s ON exercises (user_id)".formatted(name),
                    "DROP INDEX CONCURRENTLY %s".formatted(name));
            assertThat(named.applyAndExpectSuccess(1).changed()).isEqualTo(1);
            named.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class An_index_build {
        private final StepScenario building =
                script("CREATE INDEX CONCURRENTLY i ON exercises (exercise_type)", "DROP INDEX i");

        private Future<Report> startBuild() {
            Future<Report> running = threads.submit(() -> building.apply(1));
            await().atMost(TIMEOUT)
                    .until(() -> postgres.value(COUNT_INVALID_INDEXES).equals("1"));
            return running;
        }

        @Test
        void waits_for_older_transactions_without_a_lock_timeout() throws Exception {
            Future<Report> running;
            try (OpenTransaction _ =
                    OpenTransaction.on(postgres, "UPDATE exercises SET points_earned = 0 WHERE id = 1")) {
                running = startBuild();
                await().atMost(TIMEOUT).until(() -> postgres.value("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE application_name LIKE 'lockstep/%' AND wait_event_type = 'Lock'"
                                + " AND query_start < clock_timestamp() - interval '1 second'")
                        .equals("1"));
            }
            assertThat(running.get()).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void of_a_superseded_dispatch_is_completed_by_the_newer_dispatch() throws Exception {
            Future<Report> superseded;
            Future<Report> newer;
            try (OpenTransaction _ =
                    OpenTransaction.on(postgres, "UPDATE exercises SET points_earned = 0 WHERE id = 1")) {
                superseded = startBuild();
                newer = threads.submit(() -> building.apply(2));
                StepScenario.assertSuperseded(superseded.get());
            }
            assertThat(newer.get()).isInstanceOf(Report.Succeeded.class);
            assertThat(store.leftovers()).isEmpty();
            building.compensateAndExpectSuccess(3);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void of_a_superseded_dispatch_is_removed_by_a_compensation() throws Exception {
            Future<Report> superseded;
            Future<Report> compensating;
            try (OpenTransaction _ =
                    OpenTransaction.on(postgres, "UPDATE exercises SET points_earned = 0 WHERE id = 1")) {
                superseded = startBuild();
                compensating = threads.submit(() -> building.compensate(2));
                StepScenario.assertSuperseded(superseded.get());
            }
            assertThat(compensating.get()).isInstanceOf(Report.Compensated.class);
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }
    }

    @Nested
    class An_existing_index {
        @Test
        void is_not_accepted_as_the_index_of_the_step() {
            StepFailure failure = script(
                            "CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_exercises_user ON exercises (exercise_type)",
                            "DROP INDEX idx_exercises_user")
                    .applyAndExpectFailure(1);
            assertThat(failure)
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "index-exists",
                            "index public.idx_exercises_user exists (VALID) and was not created by this step;"
                                    + " drop it or choose another name"));
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class A_maintenance_statement {
        @Test
        void is_applied_and_compensated_by_its_down() {
            StepScenario vacuum = script("VACUUM ANALYZE exercises", "VACUUM exercises");
            assertThat(vacuum.applyAndExpectSuccess(1).changed()).isZero();
            vacuum.compensateAndExpectSuccess(2);
            assertThat(postgres.rows("SELECT version, type FROM lockstep_schema_history ORDER BY installed_rank"))
                    .containsExactly("0|BASELINE", "1|SQL", "1|DELETE");
        }

        @Test
        void with_an_already_applied_version_fails() {
            script("SELECT 1", "SELECT 1").applyAndExpectSuccess(1);
            assertThat(script("VACUUM exercises", "VACUUM exercises")
                            .applyAndExpectFailure(2)
                            .code())
                    .isEqualTo("version-already-applied");
        }
    }

    @Nested
    class A_standalone_down {
        @Test
        void that_leaves_an_object_fails_permanently() {
            StepScenario step = script(
                    "CREATE INDEX i ON exercises (exercise_type); CREATE INDEX j ON exercises (exercise_type)",
                    "DROP INDEX CONCURRENTLY i");
            step.applyAndExpectSuccess(1);
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("catalog-differs");
            assertThat(failure.message()).contains("index public.j was absent");
            postgres.execute("DROP INDEX j");
            step.compensateAndExpectSuccess(3);
            assertThat(store.digest()).isEqualTo(before);
        }
    }
}
