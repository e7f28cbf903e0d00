package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PurgeRequestTest extends PurgeCase {
    @Nested
    class A_dry_run {
        @Test
        void lists_the_journals_and_decides_nothing() {
            String id = submitAndComplete(TestPlans.threeStores(TestPlans.newName()));
            Api.Response response = api.post(path(id), "application/json", body(true));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.json().path("dryRun").asBoolean()).isTrue();
            assertThat(response.json().path("journals").valueStream())
                    .hasSize(3)
                    .allMatch(journal -> journal.has("since") && journal.has("target") && journal.has("units"));
            assertThat(api.get(path(id)).status()).isEqualTo(404);
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }
    }

    @Nested
    class A_request {
        @Test
        void for_a_running_migration_is_refused() {
            ignoreCommands(Command.Apply.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(id, "APPLYING");
            assertRefused(purge(id), "it is APPLYING");
            assertRefused(api.post(path(id), "application/json", body(true)), "it is APPLYING");
            api.requestAction(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void for_a_migration_that_changed_nothing_is_refused() {
            failCommands(Command.Preflight.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(id, "REJECTED");
            assertRefused(purge(id), "it has no journals");
            assertThat(api.migration(id).json().has("purgeDue")).isFalse();
        }

        @Test
        void for_an_unknown_migration_is_refused() {
            for (String id : List.of("00000000-0000-0000-0000-000000000000", "x")) {
                assertThat(purge(id).status()).isEqualTo(404);
                assertThat(api.get(path(id)).status()).isEqualTo(404);
            }
        }

        @Test
        void without_a_reason_is_refused_at_its_place() {
            String id = completed();
            Api.Response response = api.post(path(id), "application/json", "{}");
            assertThat(response.status()).isEqualTo(422);
            assertThat(response.json().at("/errors/0/pointer").asString()).isEqualTo("/reason");
            assertThat(response.json().at("/errors/0/hint").asString()).contains("before their retention ends");
        }

        @Test
        void while_an_erasure_is_under_way_is_refused() {
            String id = completed();
            ignoreCommands(Command.Erase.class::isInstance);
            api.post(
                    ErasureRequests.path(id),
                    "application/json",
                    ErasureRequests.body("only", "unit", "request of a person"));
            assertRefused(purge(id), "its erasure 1 has not ended");
        }

        @Test
        void needs_an_administrator_of_all_targets() {
            String id = completed();
            for (String grant : List.of("operator", "submitter", "viewer", "admin@target=pg-1")) {
                assertThat(api.withGrants(grant)
                                .post(path(id), "application/json", body(false))
                                .status())
                        .as(grant)
                        .isEqualTo(403);
            }
            assertThat(api.withGrants("viewer@target=pg-1").get(path(id)).status())
                    .isEqualTo(403);
            assertThat(api.withGrants("admin@target=" + TARGET)
                            .post(path(id), "application/json", body(false))
                            .status())
                    .isEqualTo(202);
        }
    }

    @Nested
    class An_erasure {
        @Test
        void of_a_unit_of_a_purged_migration_is_refused() {
            String id = completed();
            purge(id);
            Api.Response response = api.post(
                    ErasureRequests.path(id),
                    "application/json",
                    ErasureRequests.body("only", "unit", "request of a person"));
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.json().path("detail").asString()).contains("so there is nothing to erase");
            awaitPurged(id);
        }
    }
}
