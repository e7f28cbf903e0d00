package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All services are ended in an orderly way and started again, one after the other, while plans are submitted. */
class RollingRestartTest {
    private static final int UNITS = 1_500;
    private static final int MAX_OPEN = 3;
    /** Longer than the start of a worker, so that a lease lapses only if something was not handed over. */
    private static final Map<String, String> LONG_LEASE = Map.of("LOCKSTEP_LEASE", "90s");

    /** Longer than a first step waits for {@link #GATE}. */
    private static final Map<String, String> LONG_LOCK_TIMEOUT =
            Map.of("LOCKSTEP_TARGETS_MAIN_POSTGRES_LOCK_TIMEOUT", "5m");

    /** The advisory lock that a first step waits for while the rate of the others is set. */
    private static final long GATE = 4_711;

    private static final String SLOW = "{\"reason\": \"test\", \"unitsPerSecond\": 100}";
    private static final String FAST = "{\"reason\": \"test\"}";

    private final CopyOnWriteArrayList<ServiceProcess> coordinators = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    // Not the common pool, which may have only one thread: processes are awaited in it.
    private final ExecutorService loadThread = Executors.newSingleThreadExecutor();
    private LockstepSystem system;
    private TestData data;
    private Increments increments;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, UNITS);
        increments = new Increments(system, data);
        system.restart(LockstepService.POSTGRES_WORKER, LONG_LOCK_TIMEOUT);
        coordinators.add(system.restart(LockstepService.COORDINATOR, LONG_LEASE));
        coordinators.add(system.start(LockstepService.COORDINATOR, "coordinator-2", LONG_LEASE));
    }

    @AfterEach
    void stopModifiedServices() {
        isOver.set(true);
        loadThread.shutdownNow();
        system.stopModifiedServices();
    }

    /** Submits plans until the end, at most a few more than are completed. */
    private void submitContinuously() {
        while (!isOver.get()) {
            increments.submit(coordinators);
            Waits.await("most migrations are completed").until(() -> isOver.get() || open() < MAX_OPEN);
        }
    }

    private long open() {
        List<String> ids = increments.ids();
        return ids.subList(Math.max(0, ids.size() - 2 * MAX_OPEN), ids.size()).stream()
                .filter(id -> !state(id).equals("COMPLETED"))
                .count();
    }

    /** One of the coordinators answers, because only one is restarted at a time. */
    private String state(String id) {
        return coordinators.stream()
                .map(coordinator -> system.apiOf(coordinator).stateIfReachable(id))
                .filter(state -> !state.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void restartCoordinator(String name) {
        ServiceProcess old = coordinators.getFirst();
        coordinators.remove(old);
        old.stop();
        coordinators.add(system.start(LockstepService.COORDINATOR, name, LONG_LEASE));
    }

    /** Restarts a worker while it works on a step unit by unit. Returns the migration. */
    private String restartInStep(LockstepService worker) {
        CoordinatorApi api = system.apiOf(coordinators.getFirst());
        String id = submitThrottled(api);
        Waits.await("the step has changed a part of the data")
                .failFast("migration %s is COMPLETED already".formatted(id), () -> isCompleted(api, id))
                .until(() -> isPartlyDone(worker));
        system.restart(worker, Map.of());
        api.act(id, "throttle", FAST);
        return id;
    }

    /** Submits a migration whose rate is set while its first step waits. */
    private String submitThrottled(CoordinatorApi api) {
        try (Connection connection = system.targetDatabase().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(GATE));
            String id = increments.submit(TestPlans.incrementAfter(GATE), coordinators);
            api.actWhenAllowed(id, "throttle", SLOW);
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isCompleted(CoordinatorApi api, String id) {
        return api.stateIfReachable(id).equals("COMPLETED");
    }

    /** With the long lease, workers report their progress too rarely. */
    private boolean isPartlyDone(LockstepService worker) {
        return worker == LockstepService.MONGO_WORKER ? data.hasTwoFormsOfDocuments() : data.hasTwoFormsOfKeys();
    }

    private long events(String id, String type, String text) {
        return system.api().countEvents(id, type, text);
    }

    @Nested
    class A_restart_of_everything {
        @Test
        void loses_nothing_fails_nothing_and_lets_no_lease_lapse() throws Exception {
            Future<?> load = loadThread.submit(RollingRestartTest.this::submitContinuously);
            String documents = restartInStep(LockstepService.MONGO_WORKER);
            restartCoordinator(LockstepService.COORDINATOR.label());
            String keys = restartInStep(LockstepService.REDIS_WORKER);
            restartCoordinator("coordinator-2");
            system.restart(LockstepService.POSTGRES_WORKER, Map.of());
            isOver.set(true);
            load.get();

            increments.assertAllAppliedOnce();
            assertThat(increments.ids()).hasSizeGreaterThan(MAX_OPEN);
            increments.ids().forEach(id -> {
                assertThat(events(id, "lease-lapsed.v1", ""))
                        .as("lapsed leases of " + id)
                        .isZero();
                assertThat(events(id, "attempt-failed.v1", ""))
                        .as("failures of " + id)
                        .isZero();
            });
            assertThat(events(documents, "dispatch-stopped.v1", "stopped-by-worker"))
                    .isEqualTo(1);
            assertThat(events(keys, "dispatch-stopped.v1", "stopped-by-worker")).isEqualTo(1);
        }
    }
}
