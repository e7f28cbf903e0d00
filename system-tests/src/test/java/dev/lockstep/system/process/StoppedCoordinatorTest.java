package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@code SIGSTOP} of one of three coordinators for a minute, while migrations are submitted to all of them. */
class StoppedCoordinatorTest {
    private static final int UNITS = 100;
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final int DURING_STOP = 6;
    /** PostgreSQL ends the transaction of a stopped coordinator after 20 s, and a client waits for 20 s at most. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(45);

    private static final String BLOCKED =
            """
            SELECT count(*) FROM pg_stat_activity WHERE application_name = ? AND ? = ANY (pg_blocking_pids(pid))
            """;
    private static final String IDLE_WITH_QUEUE =
            """
            SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()
                AND a.state = 'idle in transaction' AND a.application_name = ?
            """;

    private LockstepSystem system;
    private Increments increments;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        increments = new Increments(system, TestData.create(system, UNITS));
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private List<ServiceProcess> startThree() {
        return List.of(
                system.restart(LockstepService.COORDINATOR, named("coordinator-1")),
                system.start(LockstepService.COORDINATOR, "coordinator-2", named("coordinator-2")),
                system.start(LockstepService.COORDINATOR, "coordinator-3", named("coordinator-3")));
    }

    /** Lets the sessions of a coordinator be recognised in the database. */
    private Map<String, String> named(String name) {
        return Map.of("SPRING_DATASOURCE_URL", system.coordinatorDatabase().jdbcUrl() + "?ApplicationName=" + name);
    }

    /** The coordinator that has dispatched the step of the migration. */
    private static ServiceProcess dispatcherOf(List<ServiceProcess> coordinators, String migration) {
        return Waits.await("a coordinator has dispatched the step")
                .until(
                        () -> coordinators.stream()
                                .filter(coordinator -> hasDispatchedRows(coordinator, migration))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean hasDispatchedRows(ServiceProcess coordinator, String migration) {
        return coordinator
                .log()
                .lines()
                .anyMatch(line -> line.contains(migration)
                        && line.contains("\"Step dispatched\"")
                        && line.contains("\"rows\"")
                        && line.contains("\"APPLY\""));
    }

    /** Stops the coordinator while its transaction holds the lock of the queue and that of the audit trail. */
    private void stopInTransaction(ServiceProcess coordinator, String name, String plan) {
        try (Connection locking = system.coordinatorDatabase().connect();
                // In a transaction, PostgreSQL would show the same copy of the activity again and again.
                Connection observing = system.coordinatorDatabase().connect();
                PreparedStatement blocked = observing.prepareStatement(BLOCKED);
                PreparedStatement idle = observing.prepareStatement(IDLE_WITH_QUEUE)) {
            blocked.setString(1, name);
            blocked.setInt(2, lockAuditTrail(locking));
            idle.setString(1, name);
            // Its client gives up before the coordinator continues.
            CompletableFuture<Optional<String>> unanswered = CompletableFuture.supplyAsync(
                    () -> system.apiOf(coordinator).trySubmit(plan));
            Waits.await("the submission waits for the audit trail").until(() -> isPositive(blocked));
            coordinator.pause();
            assertThat(unanswered).isNotDone();
            locking.commit();
            Waits.await("the transaction of the stopped coordinator holds the lock of the queue")
                    .until(() -> isPositive(idle));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Locks the audit trail until the transaction ends, and returns the process of the connection. */
    private static int lockAuditTrail(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet locked = statement.executeQuery("SELECT pg_backend_pid() FROM audit_head FOR UPDATE")) {
            locked.next();
            return locked.getInt(1);
        }
    }

    private static boolean isPositive(PreparedStatement count) throws SQLException {
        try (ResultSet found = count.executeQuery()) {
            found.next();
            return found.getInt(1) > 0;
        }
    }

    @Nested
    class A_coordinator_stopped_after_a_dispatch_and_in_a_submission {
        @Test
        void holds_up_the_others_no_longer_than_its_locks_and_nothing_is_lost_or_applied_twice() {
            List<ServiceProcess> coordinators = startThree();
            Increments.Increment slow = TestPlans.increment(4);
            String dispatched = increments.submit(slow, coordinators);
            ServiceProcess stopped = dispatcherOf(coordinators, dispatched);
            List<ServiceProcess> others = new ArrayList<>(coordinators);
            others.remove(stopped);
            Increments.Increment unanswered = TestPlans.increment(0);

            long start = System.nanoTime();
            stopInTransaction(stopped, "coordinator-" + (coordinators.indexOf(stopped) + 1), unanswered.plan());
            List<String> during = new ArrayList<>();
            during.add(increments.submit(unanswered, others));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("time until the others have accepted a plan")
                    .isLessThan(ANSWER_LIMIT);
            while (during.size() < DURING_STOP) {
                during.add(increments.submit(others));
                others = others.reversed();
            }
            CoordinatorApi api = system.apiOf(others.getFirst());
            api.awaitState(dispatched, "COMPLETED");
            during.forEach(id -> api.awaitState(id, "COMPLETED"));
            Duration left = STOP.minusNanos(System.nanoTime() - start);
            if (left.isPositive()) {
                Waits.waitFor(left);
            }
            stopped.resume();

            coordinators.forEach(coordinator -> increments.submit(List.of(coordinator)));
            increments.assertAllAppliedOnce();
            increments.ids().forEach(id -> assertThat(api.countEvents(id, "attempt-failed.v1", ""))
                    .isZero());
            api.assertAuditTrailHas(during.getFirst());
        }
    }
}
