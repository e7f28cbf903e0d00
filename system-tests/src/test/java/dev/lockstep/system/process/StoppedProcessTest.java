package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code SIGSTOP} past the lease: connections stay open, nobody answers, and then it wakes and goes on. */
class StoppedProcessTest {
    private static final int UNITS = 2_000;

    /** Long enough for a process that woke to do what it was about to do. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);

    private LockstepSystem system;
    private Shop shop;

    @BeforeEach
    void seed() {
        system = LockstepSystem.shared();
        shop = Shop.seeded(system, UNITS);
    }

    @AfterEach
    void oneOfEach() {
        system.endWhatIsAltered();
    }

    private void assertNothingChangesFor(Duration time) {
        Digests before = Digests.of(system);
        Awaitility.await().during(time).atMost(Waits.LIMIT).pollDelay(time).until(() -> true);
        before.assertSameIn(Digests.of(system));
    }

    @Nested
    class A_worker_stopped_between_its_read_and_its_write {
        static Iterable<Arguments> workers() {
            return List.of(
                    Arguments.of(LockstepService.POSTGRES_WORKER, "rows", "postgres.sql.after-script=pause:3s"),
                    Arguments.of(LockstepService.MONGO_WORKER, "documents", "mongo.unit.after-pre-image=pause:3s@2"),
                    Arguments.of(LockstepService.REDIS_WORKER, "keys", "redis.unit.after-read=pause:3s@2"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void changes_nothing_when_it_wakes_after_another_has_resumed_its_step(
                LockstepService service, String step, String failpoint) {
            ServiceProcess stopped = system.restart(service, Map.of("LOCKSTEP_FAILPOINTS", failpoint));
            String id = system.migrations().submit(Plans.addOneEverywhere());
            system.migrations().awaitStepState(id, step, "APPLYING");
            system.awaitLog(stopped, "failpoint");

            stopped.pause();
            system.start(service, service.label() + "-2", Map.of());
            system.migrations().awaitState(id, "COMPLETED");
            shop.assertMovedByOne();

            stopped.resume();
            assertNothingChangesFor(AFTERWARDS);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void changes_nothing_when_it_wakes_after_another_has_compensated_its_step(
                LockstepService service, String step, String failpoint) {
            Digests before = Digests.of(system);
            ServiceProcess stopped = system.restart(service, Map.of("LOCKSTEP_FAILPOINTS", failpoint));
            String id = system.migrations().submit(Plans.addOneEverywhere());
            system.migrations().awaitStepState(id, step, "APPLYING");
            system.awaitLog(stopped, "failpoint");

            stopped.pause();
            system.start(service, service.label() + "-2", Map.of());
            system.migrations().act(id, "cancel", "{\"reason\": \"the window closes\"}");
            system.migrations().awaitState(id, "ROLLED_BACK");
            before.assertSameIn(Digests.of(system));

            stopped.resume();
            assertNothingChangesFor(AFTERWARDS);
            before.assertSameIn(Digests.of(system));
        }
    }

    @Nested
    class One_of_two_coordinators_stopped_in_mid_saga {
        @Test
        void writes_nothing_of_what_it_remembers_when_it_wakes() {
            ServiceProcess stopped = system.instance(LockstepService.COORDINATOR);
            ServiceProcess other = system.start(LockstepService.COORDINATOR, "coordinator-2", Map.of());
            String id = system.migrations().submit(Plans.addOneToRowsSlowly(3));
            system.migrations().awaitStepState(id, "rows", "APPLYING");

            stopped.pause();
            Migrations elsewhere = new Migrations(other);
            elsewhere.awaitState(id, "COMPLETED");
            long version = elsewhere.migration(id).path("version").longValue();

            stopped.resume();
            assertNothingChangesFor(AFTERWARDS);
            assertThat(elsewhere.migration(id).path("version").longValue()).isEqualTo(version);
            assertThat(shop.number("SELECT count(*) FROM items WHERE n <> id + 1"))
                    .isZero();
        }
    }
}
