package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.fixture.OpenSession;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.ScriptScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StandaloneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final String before = store.digest();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private ScriptScenario script(String up, String down) {
        return ScriptScenario.on(postgres, "1", up, down);
    }

    @Nested
    class An_index_that_cannot_be_valid {
        private final ScriptScenario unique =
                script("CREATE UNIQUE INDEX CONCURRENTLY u ON exercises (user_id)", "DROP INDEX CONCURRENTLY u");

        @Test
        void fails_in_the_servers_words_and_says_that_something_is_left() {
            StepFailure failure = unique.applyFailure(1);
            assertThat(failure.code()).isEqualTo("23505");
            assertThat(failure.message())
                    .contains("could not create unique index \"u\"")
                    .contains("is duplicated");
            assertThat(failure)
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(Effect.PARTIAL));
            assertThat(postgres.value(INVALID)).isEqualTo("1");
        }

        @Test
        void is_taken_away_by_the_compensation_without_its_down() {
            unique.applyFailure(1);
            CompensationResult result = unique.compensated(2);
            assertThat(result.restored()).isZero();
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void is_made_anew_once_it_can_be() {
            unique.applyFailure(1);
            postgres.execute("UPDATE exercises SET user_id = id");
            unique.applied(2);
            assertThat(postgres.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'u'::regclass"))
                    .isEqualTo("t");
        }
    }

    @Nested
    class An_index_whose_name_is_longer_than_names_are {
        @Test
        void is_found_under_the_name_that_the_server_gave_it() {
            String name = "תרגילים_".repeat(9);
            ScriptScenario named = script(
                    "CREATE INDEX CONCURRENTLY %s ON exercises (user_id)".formatted(name),
                    "DROP INDEX CONCURRENTLY %s".formatted(name));
            assertThat(named.applied(1).changed()).isEqualTo(1);
            named.compensated(2);
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class An_index_in_the_making {
        private final ScriptScenario building =
                script("CREATE INDEX CONCURRENTLY i ON exercises (exercise_type)", "DROP INDEX i");

        private Future<Report> buildingBehind() {
            Future<Report> running = threads.submit(() -> building.apply(1));
            await().atMost(PATIENCE).until(() -> postgres.value(INVALID).equals("1"));
            return running;
        }

        @Test
        void waits_for_older_transactions_without_a_lock_timeout() throws Exception {
            Future<Report> running;
            try (OpenSession _ = OpenSession.on(postgres, "UPDATE exercises SET points_earned = 0 WHERE id = 1")) {
                running = buildingBehind();
                await().atMost(PATIENCE).until(() -> postgres.value("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE application_name LIKE 'lockstep/%' AND wait_event_type = 'Lock'"
                                + " AND query_start < clock_timestamp() - interval '1 second'")
                        .equals("1"));
            }
            assertThat(running.get()).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void is_left_by_an_older_dispatch_and_finished_by_a_newer_one() throws Exception {
            Future<Report> zombie;
            Future<Report> heir;
            try (OpenSession _ = OpenSession.on(postgres, "UPDATE exercises SET points_earned = 0 WHERE id = 1")) {
                zombie = buildingBehind();
                heir = threads.submit(() -> building.apply(2));
                ScriptScenario.assertCutOff(zombie.get());
            }
            assertThat(heir.get()).isInstanceOf(Report.Succeeded.class);
            assertThat(store.leftovers()).isEmpty();
            building.compensated(3);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void is_left_by_an_older_dispatch_and_taken_away_by_a_compensation() throws Exception {
            Future<Report> zombie;
            Future<Report> compensating;
            try (OpenSession _ = OpenSession.on(postgres, "UPDATE exercises SET points_earned = 0 WHERE id = 1")) {
                zombie = buildingBehind();
                compensating = threads.submit(() -> building.compensate(2));
                ScriptScenario.assertCutOff(zombie.get());
            }
            assertThat(compensating.get()).isInstanceOf(Report.Compensated.class);
            assertThat(store.digest()).isEqualTo(before);
            assertThat(store.leftovers()).isEmpty();
        }
    }

    @Nested
    class An_index_that_is_there_already {
        @Test
        void is_not_taken_for_the_one_that_is_asked_for() {
            StepFailure failure = script(
                            "CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_exercises_user ON exercises (exercise_type)",
                            "DROP INDEX idx_exercises_user")
                    .applyFailure(1);
            assertThat(failure)
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "index-exists",
                            "index public.idx_exercises_user exists already, VALID, and is not of this step"));
            assertThat(store.digest()).isEqualTo(before);
        }
    }

    @Nested
    class A_statement_that_only_maintains {
        @Test
        void runs_and_is_undone_by_its_down() {
            ScriptScenario vacuum = script("VACUUM ANALYZE exercises", "VACUUM exercises");
            assertThat(vacuum.applied(1).changed()).isZero();
            vacuum.compensated(2);
            assertThat(postgres.rows("SELECT version, type FROM lockstep_schema_history ORDER BY installed_rank"))
                    .containsExactly("0|BASELINE", "1|SQL", "1|DELETE");
        }

        @Test
        void in_a_version_that_is_taken_does_not_run() {
            script("SELECT 1", "SELECT 1").applied(1);
            assertThat(script("VACUUM exercises", "VACUUM exercises")
                            .applyFailure(2)
                            .code())
                    .isEqualTo("version-taken");
        }
    }

    @Nested
    class A_down_that_stands_alone {
        @Test
        void and_leaves_something_fails_for_good() {
            ScriptScenario other = script(
                    "CREATE INDEX i ON exercises (exercise_type); CREATE INDEX j ON exercises (exercise_type)",
                    "DROP INDEX CONCURRENTLY i");
            other.applied(1);
            StepFailure failure = other.compensateFailure(2);
            assertThat(failure.code()).isEqualTo("catalog-differs");
            assertThat(failure.message()).contains("index public.j was absent");
            postgres.execute("DROP INDEX j");
            other.compensated(3);
            assertThat(store.digest()).isEqualTo(before);
        }
    }
}
