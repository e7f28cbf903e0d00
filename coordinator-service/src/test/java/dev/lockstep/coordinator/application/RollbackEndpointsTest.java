package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.testservers.http.TestEndpoint.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RollbackEndpointsTest extends EndpointCase {
    @Nested
    class The_rollback_of_a_completed_migration {
        private String completed(String gates) {
            return submitAndComplete(plan("pg-1", "  rollback: {%s}\n".formatted(gates)));
        }

        private void rollBack(String id) {
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
        }

        @Test
        void compensates_in_maintenance_and_tests_the_application_before_it_leaves() {
            AtomicInteger status = new AtomicInteger(503);
            endpoint.answer(ENTER, _ -> Answer.of(status.get(), ""));
            String id = completed(
                    "maintenance: {endpoint: application, within: 60s}, smokeTests: [{endpoint: smoke, within: 60s}]");
            rollBack(id);
            awaitState(id, "ENTERING_MAINTENANCE");
            assertThat(worker.receivedCommands(id)).noneMatch(Command.Compensate.class::isInstance);
            status.set(200);
            awaitState(id, "ROLLED_BACK");
            assertThat(askedFor(id)).startsWith(ENTER).endsWith("/smoke", LEAVE);
        }

        @Test
        void changes_nothing_if_the_application_does_not_enter_maintenance() {
            endpoint.answer(ENTER, 503);
            String id = completed("maintenance: {endpoint: application, within: 2s}");
            rollBack(id);
            Waits.await().until(() -> events(id, "completed.v1").size() == 2);
            assertThat(worker.receivedCommands(id)).noneMatch(Command.Compensate.class::isInstance);
            assertThat(askedFor(id)).startsWith(ENTER, ENTER).endsWith(LEAVE);
            endpoint.reset();
            rollBack(id);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void says_which_smoke_test_has_failed() {
            endpoint.answer("/smoke", _ -> Answer.of(500, "no exercises"));
            String id = completed("smokeTests: [{endpoint: smoke, within: 2s}]");
            rollBack(id);
            awaitState(id, "ROLLED_BACK");
            assertThat(events(id, "endpoint-answered.v1")
                            .getFirst()
                            .at("/data/answer/finding")
                            .asString())
                    .isEqualTo("answered 500: no exercises");
        }

        @Test
        void is_not_left_because_the_first_round_was_not_left_in_time() {
            endpoint.answer(LEAVE, 500);
            String id = submitAndComplete(plan(
                    "pg-1", BRIEF_MAINTENANCE, "  rollback: {maintenance: {endpoint: application, within: 60s}}\n"));
            endpoint.reset();
            ignoreCommands(Command.Compensate.class::isInstance);
            rollBack(id);
            awaitState(id, "COMPENSATING");
            askAgainNow();
            Waits.await().until(() -> isNotAskedAgain(id));
            assertThat(askedFor(id)).containsExactly(ENTER);
            succeedFromNowOn();
            awaitState(id, "ROLLED_BACK");
            assertThat(askedFor(id)).containsExactly(ENTER, LEAVE);
        }

        private boolean isNotAskedAgain(String id) {
            return SharedCoordinator.jdbc()
                    .queryForList(
                            "SELECT 1 FROM endpoint_call WHERE migration_id = ?::uuid AND next_attempt IS NOT NULL", id)
                    .isEmpty();
        }
    }
}
