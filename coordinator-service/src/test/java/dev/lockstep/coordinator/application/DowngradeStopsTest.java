package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DowngradeStopsTest extends DowngradeCase {
    @Nested
    class A_migration_that_needs_an_operator {
        @Test
        void stops_the_downgrade_until_it_is_repaired_and_resumed() {
            migrated("1", "pg-1");
            String older = migrated("2", "pg-1");
            String stuck = migrated("3", "pg-1");
            failCompensationOf(stuck);
            String id = started("pg-1", to("version", "1"));
            awaitDowngrade(id, "STOPPED");
            JsonNode stopped = show(id);
            assertThat(stopped.path("finding").asString())
                    .contains(stuck, "needs an operator; retry, skip or close it; then resume the downgrade");
            assertThat(stopped.path("partlyRolledBack").asString())
                    .contains("0 of 2 migrations are rolled back; " + stuck, "NEEDS_OPERATOR", "1 are still completed");
            assertThat(stopped.path("allowedActions").toString()).isEqualTo("[\"resume\",\"cancel\"]");
            assertThat(act(api, id, "resume", Map.of()).status()).isEqualTo(409);
            assertThat(act(api, id, "resume", Map.of("leaveApplied", true)).status())
                    .isEqualTo(409);
            succeedFromNowOn();
            assertThat(api.requestAction(stuck, "retry", REASON).status()).isEqualTo(202);
            awaitState(stuck, "ROLLED_BACK");
            assertThat(state(older)).isEqualTo("COMPLETED");
            assertThat(act(api, id, "resume", Map.of()).status()).isEqualTo(202);
            awaitDowngrade(id, "COMPLETED");
            assertThat(state(older)).isEqualTo("ROLLED_BACK");
        }

        @Test
        void that_is_closed_with_steps_left_applied_holds_back_the_earlier_ones_until_that_is_accepted() {
            migrated("1", "pg-2");
            String older = migrated("2", "pg-2");
            String stuck = migrated("3", "pg-2");
            failCompensationOf(stuck);
            String id = started("pg-2", to("version", "1"));
            awaitDowngrade(id, "STOPPED");
            succeedFromNowOn();
            assertThat(api.requestAction(stuck, "close", REASON).status()).isEqualTo(202);
            awaitState(stuck, "CLOSED_BY_OPERATOR");
            Api.Response refused = act(api, id, "resume", Map.of());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString())
                    .contains("was closed with steps [on-pg-2] left applied; resume with leaveApplied");
            assertThat(act(api, id, "resume", Map.of("leaveApplied", true)).status())
                    .isEqualTo(202);
            awaitDowngrade(id, "COMPLETED");
            assertThat(state(older)).isEqualTo("ROLLED_BACK");
            assertThat(show(id).path("partlyRolledBack").asString())
                    .contains(stuck, "with steps [on-pg-2] still applied");
        }

        @Test
        void stays_locked_when_the_downgrade_is_cancelled() {
            migrated("1", "dg-3");
            String older = migrated("2", "dg-3");
            String stuck = migrated("3", "dg-3", "dg-2");
            failCompensationOf(stuck);
            String id = started("dg-3", to("version", "1"));
            awaitDowngrade(id, "STOPPED");
            assertThat(act(api, id, "cancel", Map.of()).status()).isEqualTo(202);
            assertThat(show(id).path("state").asString()).isEqualTo("CANCELLED");
            String queued = submitQueued(plan("9", "dg-3"));
            assertThat(state(older)).isEqualTo("COMPLETED");
            succeedFromNowOn();
            assertThat(api.requestAction(stuck, "retry", REASON).status()).isEqualTo(202);
            awaitState(queued, "COMPLETED");
            assertThat(act(api, id, "cancel", Map.of()).status()).isEqualTo(409);
            assertThat(act(api, id, "resume", Map.of()).status()).isEqualTo(409);
        }
    }

    @Nested
    class A_rollback_that_needs_an_approval {
        private static final String GATE = "spec:\n  rollback: {approval: {required: true}}\n";

        private String gated(String version, String target) {
            return submitAndComplete(plan(version, target).replace("spec:\n", GATE));
        }

        @Test
        void is_approved_by_somebody_else() {
            migrated("1", "pg-6");
            String gated = gated("2", "pg-6");
            assertThat(dryRun("pg-6", to("version", "1"))
                            .path("migrations")
                            .path(0)
                            .path("approval")
                            .asBoolean())
                    .isTrue();
            Api.Response response = downgrade(alice, "pg-6", "", to("version", "1"));
            assertThat(response.status()).as(response.body()).isEqualTo(202);
            Waits.await().untilAsserted(() -> assertThat(
                            show(response.id()).path("waitingFor").asString())
                    .contains(gated, "somebody other than alice must approve the rollback"));
            assertThat(alice.requestAction(gated, "approve", REASON, "*").status())
                    .isEqualTo(409);
            assertThat(bob.requestAction(gated, "approve", REASON, "*").status())
                    .isEqualTo(202);
            awaitDowngrade(response.id(), "COMPLETED");
        }

        @Test
        void that_is_rejected_stops_the_downgrade() {
            migrated("1", "pg-6");
            String gated = gated("2", "pg-6");
            String id = downgrade(alice, "pg-6", "", to("version", "1")).id();
            awaitRequest(gated);
            assertThat(bob.requestAction(gated, "reject", "{\"reason\": \"not today\"}", "*")
                            .status())
                    .isEqualTo(202);
            awaitDowngrade(id, "STOPPED");
            assertThat(show(id).path("finding").asString()).contains(gated, "did not start: not today; resume");
            assertThat(state(gated)).isEqualTo("COMPLETED");
            assertThat(act(api, id, "resume", Map.of()).status()).isEqualTo(202);
            awaitRequest(gated);
            assertThat(show(id).at("/actor/name").asString()).isNotEqualTo("alice");
            assertThat(bob.requestAction(gated, "approve", REASON, "*").status())
                    .isEqualTo(202);
            awaitDowngrade(id, "COMPLETED");
        }

        @Test
        void is_withdrawn_when_the_downgrade_is_cancelled() {
            migrated("1", "pg-6");
            String gated = gated("2", "pg-6");
            String id = started("pg-6", to("version", "1"));
            awaitRequest(gated);
            assertThat(act(api, id, "cancel", Map.of()).status()).isEqualTo(202);
            assertThat(api.migration(gated).json().has("waitingFor")).isFalse();
            assertThat(bob.requestAction(gated, "approve", REASON, "*").status())
                    .isEqualTo(409);
            migrated("3", "pg-6");
        }

        private void awaitRequest(String migration) {
            Waits.await().until(() -> api.migration(migration)
                    .json()
                    .path("waitingFor")
                    .asString()
                    .contains("must approve the rollback"));
        }
    }
}
