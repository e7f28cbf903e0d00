package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.testservers.http.TestEndpoint;
import dev.lockstep.testservers.http.TestEndpoint.Answer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that are in maintenance and tested while their stores change, and {@code kill -9} meanwhile. */
class EndpointsTest {
    private static final String ENTER = "/enter";
    private static final String LEAVE = "/leave";
    private static final String SMOKE_TEST = "/smoke-test";

    private final CountDownLatch isAsked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private LockstepSystem system;
    private TestEndpoint application;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        application = system.application();
        application.reset();
        data = TestData.create(system, 100);
    }

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        application.reset();
        system.stopModifiedServices();
    }

    /** Lets the application act on the first request to this path, but not answer it. */
    private void hangOnce(String path) {
        application.answer(path, _ -> {
            if (application.received(path).size() == 1) {
                isAsked.countDown();
                await(mayAnswer);
            }
            return Answer.of(200, "");
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killCoordinator() {
        system.instance(LockstepService.COORDINATOR).kill();
        system.restartKilled(LockstepService.COORDINATOR);
    }

    private List<String> asked() {
        return application.received("/").stream()
                .map(TestEndpoint.Received::path)
                .toList();
    }

    @Nested
    class A_coordinator_killed_while_an_endpoint_is_asked {
        @ParameterizedTest
        @CsvSource({ENTER, SMOKE_TEST})
        void asks_it_again_and_continues(String path) {
            hangOnce(path);
            String id = system.api().submit(TestPlans.wholeProcedure(LockstepSystem.ENDPOINT));
            await(isAsked);
            killCoordinator();
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
            assertThat(system.api().backupsOf(id))
                    .containsExactlyInAnyOrder(LockstepSystem.POSTGRES, LockstepSystem.MONGO, LockstepSystem.REDIS);
            assertThat(asked().stream().distinct()).containsExactly(ENTER, SMOKE_TEST, LEAVE);
            assertThat(application.received(path).size()).isGreaterThan(1);
            assertThat(application.received(path).stream()
                            .map(request -> request.headers().get("idempotency-key"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Nested
    class The_example_with_gates_of_its_rollback {
        @Test
        void is_rolled_back_in_maintenance_and_tested_afterwards() {
            TargetDigests before = TargetDigests.of(system);
            String id = system.api().submit(TestPlans.example("rollback-gates.yaml", LockstepSystem.ENDPOINT));
            system.api().awaitState(id, "COMPLETED");
            assertThat(asked()).doesNotContain(ENTER, SMOKE_TEST, LEAVE);
            system.api().act(id, "rollback", "{\"reason\": \"no longer needed\"}");
            system.api().awaitState(id, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(system));
            assertThat(asked()).containsSubsequence(ENTER, SMOKE_TEST, LEAVE);
        }
    }

    @Nested
    class A_smoke_test_that_fails {
        @Test
        void restores_every_store_exactly_and_leaves_maintenance_although_the_coordinator_is_killed() {
            TargetDigests before = TargetDigests.of(system);
            application.answer(SMOKE_TEST, 500);
            hangOnce(LEAVE);
            String id = system.api().submit(TestPlans.wholeProcedure(LockstepSystem.ENDPOINT));
            await(isAsked);
            killCoordinator();
            system.api().awaitState(id, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(system));
            assertThat(asked()).startsWith(ENTER, SMOKE_TEST).endsWith(LEAVE);
        }
    }
}
