package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The clock of one process is an hour off. What is to happen at a time happens by the clock of the coordinator's
 * database.
 */
class WrongClockTest {
    private static final int UNITS = 400;
    /** Far less than the hour, and more than a busy machine needs. */
    private static final Duration SMALL = Duration.ofMinutes(2);

    private static final String REASON = "{\"reason\": \"test\"}";

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, UNITS);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    /** The times of all events of a migration. */
    private List<Instant> times(String id) {
        List<Instant> times = new ArrayList<>();
        system.api()
                .events(id)
                .forEach(event -> times.add(Instant.parse(event.path("at").asString())));
        return times;
    }

    private Instant timeOf(String id, String type) {
        return system.api()
                .events(id)
                .valueStream()
                .filter(event -> event.path("type").asString().equals(type))
                .map(event -> Instant.parse(event.path("at").asString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event %s of %s".formatted(type, id)));
    }

    private void assertTimesAreRight(String id, Instant before) {
        assertThat(times(id)).isNotEmpty().allSatisfy(time -> assertThat(time)
                .isBetween(before.minusSeconds(5), before.plus(SMALL)));
    }

    @Nested
    class A_coordinator_whose_clock_is_an_hour_off {
        private void startWith(String offset) {
            system.restart(LockstepService.COORDINATOR, FakeClock.of(offset));
            Waits.await("the targets are registered").until(() -> system.api()
                    .targets()
                    .has(LockstepSystem.POSTGRES, LockstepSystem.MONGO, LockstepSystem.REDIS));
        }

        @ParameterizedTest
        @ValueSource(strings = {"+1h", "-1h"})
        void completes_migrations_with_approval_window_backup_and_deadlines(String offset) {
            startWith(offset);
            Instant before = Instant.now();
            Instant opens = before.plusSeconds(8);
            String id = system.api()
                    .submit(TestPlans.allStoresWithBackup()
                            .replace(
                                    "spec:\n",
                                    """
                                    spec:
                                      deadline: 2m
                                      approval: {required: true, within: 2m}
                                      window: {notBefore: "%s", notAfter: "%s"}
                                    """
                                            .formatted(opens, before.plus(SMALL))));
            system.api().awaitState(id, "AWAITING_APPROVAL");
            system.api().withGrant("approver").act(id, "approve", REASON);
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
            assertTimesAreRight(id, before);
            assertThat(timeOf(id, "started.v1")).isAfterOrEqualTo(opens);
            assertThat(system.api().backupsOf(id)).hasSize(3);
        }

        @ParameterizedTest
        @ValueSource(strings = {"+1h", "-1h"})
        void lets_a_lease_lapse_and_repeats_the_step_in_time(String offset) {
            startWith(offset);
            Instant before = Instant.now();
            system.restart(
                    LockstepService.MONGO_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "mongo.unit.after-write=pause:60s"));
            String id = system.api().submit(TestPlans.slowRowsThenDocuments(1));
            ServiceProcess worker = system.instance(LockstepService.MONGO_WORKER);
            system.awaitLog(worker, "failpoint");
            worker.kill();
            Waits.await("the lease lapses").until(() -> system.api().countEvents(id, "lease-lapsed.v1", "") > 0);
            system.restartKilled(LockstepService.MONGO_WORKER);
            system.api().awaitState(id, "COMPLETED");
            data.assertDocumentsAppliedOnce();
            data.assertRowsAppliedOnce();
            assertTimesAreRight(id, before);
            assertThat(timeOf(id, "lease-lapsed.v1"))
                    .isAfter(dispatchOf(id, "documents").plus(LockstepSystem.LEASE));
        }

        private Instant dispatchOf(String id, String step) {
            return system.api()
                    .events(id)
                    .valueStream()
                    .filter(event -> event.path("type").asString().equals("dispatched.v1"))
                    .filter(event -> event.toString().contains("\"apply\"")
                            && event.toString().contains("\"" + step + "\""))
                    .map(event -> Instant.parse(event.path("at").asString()))
                    .findFirst()
                    .orElseThrow();
        }

        @ParameterizedTest
        @ValueSource(strings = {"+1h", "-1h"})
        void stops_a_step_at_its_deadline_and_not_before(String offset) {
            startWith(offset);
            TargetDigests digests = TargetDigests.of(system);
            String id = system.api()
                    .submit(TestPlans.slowRows(600).replace("    operation:", "    deadline: 5s\n      operation:"));
            JsonNode ended = system.api().awaitState(id, "ROLLED_BACK");
            assertThat(ended.toString()).contains("deadline-passed");
            assertThat(Duration.between(dispatchOf(id, "rows"), timeOf(id, "step-deadline-passed.v1")))
                    .isBetween(Duration.ofSeconds(5), SMALL);
            digests.assertSameAs(TargetDigests.of(system));
        }

        @ParameterizedTest
        @ValueSource(strings = {"+1h", "-1h"})
        void ends_what_nobody_has_approved_in_time(String offset) {
            startWith(offset);
            CoordinatorApi submitter = system.api().withGrant("submitter");
            String id = submitter.submit(
                    TestPlans.allStores().replace("spec:\n", "spec:\n  approval: {required: true, within: 5s}\n"));
            system.api().awaitState(id, "CANCELLED");
            assertThat(Duration.between(times(id).getFirst(), times(id).getLast()))
                    .isBetween(Duration.ofSeconds(5), SMALL);
            assertThat(submitter.stateOf(id)).isEqualTo("CANCELLED");
        }

        @Test
        void works_beside_one_whose_clock_is_right() {
            Increments increments = new Increments(system, data);
            ServiceProcess right = system.instance(LockstepService.COORDINATOR);
            List<ServiceProcess> both =
                    List.of(right, system.start(LockstepService.COORDINATOR, "coordinator-2", FakeClock.of("+1h")));
            for (int number = 0; number < 6; number++) {
                increments.submit(number % 2 == 0 ? both : both.reversed());
            }
            increments.assertAllAppliedOnce();
            increments.ids().forEach(id -> assertThat(system.api().countEvents(id, "lease-lapsed.v1", ""))
                    .isZero());
        }
    }

    @Nested
    class A_worker_whose_clock_is_an_hour_ahead {
        @ParameterizedTest
        @ValueSource(strings = {"POSTGRES_WORKER", "MONGO_WORKER", "REDIS_WORKER"})
        void applies_and_rolls_back_and_keeps_a_backup_as_long_as_the_plan_says(LockstepService service) {
            system.restart(service, FakeClock.of("+1h"));
            TargetDigests digests = TargetDigests.of(system);
            Instant before = Instant.now();
            String id = system.api()
                    .submit(TestPlans.allStoresWithBackup().replace("{before: true}", "{before: true, keep: 1h}"));
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
            assertThat(system.api().backupsOf(id)).hasSize(3);
            system.api().act(id, "rollback", REASON);
            system.api().awaitState(id, "ROLLED_BACK");
            digests.assertSameAs(TargetDigests.of(system));
            assertTimesAreRight(id, before);
            assertThat(system.api().countEvents(id, "lease-lapsed.v1", "")).isZero();
        }
    }
}
