package dev.lockstep.coordinator.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class JdbcPurgeStartsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<TargetName> LIVE = Stream.concat(
                    Stream.of("a", "b", "c", "d"), IntStream.range(0, 7).mapToObj(i -> "t" + i))
            .map(TargetName::new)
            .toList();
    // So many that one coordinator counts just before another one commits.
    private static final int ROUNDS = 40;
    private final PurgeRows rows = new PurgeRows();
    private final JdbcTemplate jdbc = rows.jdbc();
    private final JdbcPurgeStarts starts = new JdbcPurgeStarts(jdbc);

    private void start(int maxTargets) {
        rows.transactions().runWithoutResult(() -> starts.startDue(LIVE, maxTargets, HOUR));
    }

    private List<Long> requested() {
        return jdbc.queryForList(
                "SELECT dispatch FROM step_purge WHERE state = 'REQUESTED' ORDER BY dispatch", Long.class);
    }

    /**
     * A coordinator that starts up to five requests, again and again, without a pause. Before each start it changes which
     * requests wait longest, so that a coordinator that does not see what another one has started selects others.
     */
    private record StartingCoordinator(SingleConnectionDataSource connection) implements Callable<Boolean> {
        @Override
        public Boolean call() {
            JdbcTemplate jdbc = new JdbcTemplate(connection);
            JdbcPurgeStarts starts = new JdbcPurgeStarts(jdbc);
            Transactions transactions = new Transactions(new JdbcTransactionManager(connection));
            for (int times = 0; times < 20; times++) {
                jdbc.update(
                        """
                        UPDATE step_purge SET due = clock_timestamp() - random() * interval '50 minutes' WHERE dispatch =
                            (SELECT dispatch FROM step_purge WHERE state = 'WAITING' ORDER BY random() LIMIT 1)
                        """);
                transactions.runWithoutResult(() -> starts.startDue(LIVE, 5, HOUR));
            }
            return true;
        }

        void close() {
            connection.destroy();
        }
    }

    @Nested
    class Starting {
        @Test
        void takes_the_longest_waiting_request_of_each_target_up_to_the_limit() {
            rows.waiting("a", "1 minute");
            long a = rows.waiting("a", "2 minutes");
            long b = rows.waiting("b", "3 minutes");
            rows.waiting("c", "30 seconds");
            rows.waiting("d", "-1 minute");
            start(2);
            assertThat(requested()).containsExactly(a, b);
            start(2);
            assertThat(requested()).containsExactly(a, b);
            start(9);
            assertThat(requested()).hasSize(3);
            assertThat(jdbc.queryForList(
                            "SELECT DISTINCT attempts FROM step_purge WHERE state = 'REQUESTED'", Integer.class))
                    .containsExactly(0);
        }

        @Test
        void waits_for_a_claimed_target_but_not_for_ever() {
            long claimed = rows.waiting("a", "59 minutes");
            MigrationId running = rows.migration("0 days");
            jdbc.update(
                    "INSERT INTO target_claim (target, migration_id, position) VALUES ('a', ?, 1)", running.value());
            start(4);
            assertThat(requested()).isEmpty();
            jdbc.update("UPDATE step_purge SET due = due - interval '2 minutes'");
            start(4);
            assertThat(requested()).containsExactly(claimed);
        }

        @Test
        void by_several_coordinators_at_once_keeps_the_limit() throws Exception {
            IntStream.range(0, 14).forEach(i -> rows.waiting("t" + i % 7, "1 minute"));
            List<StartingCoordinator> coordinators = Stream.generate(() -> new StartingCoordinator(rows.connection()))
                    .limit(6)
                    .toList();
            try (ExecutorService threads = Executors.newFixedThreadPool(coordinators.size())) {
                for (int round = 0; round < ROUNDS; round++) {
                    jdbc.update("UPDATE step_purge SET state = 'WAITING'");
                    for (Future<Boolean> started : threads.invokeAll(coordinators)) {
                        assertThat(started.get()).isTrue();
                    }
                    assertThat(jdbc.queryForList(
                                    "SELECT target FROM step_purge WHERE state = 'REQUESTED'", String.class))
                            .as("round %d", round)
                            .doesNotHaveDuplicates()
                            .hasSize(5);
                }
            } finally {
                coordinators.forEach(StartingCoordinator::close);
            }
        }

        @Test
        void does_nothing_while_another_coordinator_does_it() {
            rows.waiting("a", "1 minute");
            rows.waiting("b", "1 minute");
            List<Long> startedByOther = rows.transactions().run(() -> {
                starts.startDue(LIVE, 1, HOUR);
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    return other.submit(() -> {
                                start(9);
                                return requested();
                            })
                            .get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(startedByOther).isEmpty();
            assertThat(requested()).hasSize(1);
        }

        @Test
        void leaves_targets_without_a_worker_out_however_long_they_wait() {
            IntStream.range(0, 9).forEach(i -> rows.waiting("gone" + i, "2 days"));
            long live = rows.waiting("a", "1 minute");
            start(4);
            assertThat(requested()).containsExactly(live);
        }

        @Test
        void cannot_request_two_purges_on_one_target() {
            long first = rows.waiting("a", "1 minute");
            long second = rows.waiting("a", "1 minute");
            String request = "UPDATE step_purge SET state = 'REQUESTED' WHERE dispatch = ?";
            assertThatCode(() -> jdbc.update(request, first)).doesNotThrowAnyException();
            assertThatThrownBy(() -> jdbc.update(request, second)).isInstanceOf(DuplicateKeyException.class);
        }
    }

    @Nested
    class A_backlog {
        private void waiting(String target, int number) {
            long last = rows.waiting(target, "1 minute");
            jdbc.update(
                    """
                    INSERT INTO step_purge (migration_id, number, step, target, fence, dispatch, state, due, attempts, failures)
                    SELECT migration_id, n, step, target, fence, dispatch + 1000 * n, state, due, attempts, failures
                    FROM step_purge, generate_series(2, ?) n WHERE dispatch = ?
                    """,
                    number,
                    last);
        }

        @Test
        void is_many_requests_that_wait_for_their_first_attempt() {
            waiting("a", 499);
            assertThat(starts.hasBacklog(LIVE)).isFalse();
            waiting("b", 1);
            assertThat(starts.hasBacklog(LIVE)).isTrue();
        }

        @Test
        void has_no_requests_that_have_failed() {
            waiting("a", 500);
            jdbc.update("UPDATE step_purge SET failures = 1 WHERE number = 7");
            assertThat(starts.hasBacklog(LIVE)).isFalse();
        }

        @Test
        void has_no_requests_for_targets_without_a_worker() {
            waiting("gone", 600);
            waiting("a", 10);
            assertThat(starts.hasBacklog(LIVE)).isFalse();
        }
    }
}
