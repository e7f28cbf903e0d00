package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScopesTest extends ApplicationTest {
    @Nested
    class A_scope {
        @Test
        void hides_the_migrations_and_targets_outside_of_it() {
            String own = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            String foreign = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            Api caller = api.withGrants("operator@target=pg-5");
            List<String> migrations = ids(caller.get("/api/v1/migrations?limit=200"), "id");
            assertThat(migrations).contains(own).doesNotContain(foreign);
            assertThat(ids(caller.get("/api/v1/targets"), "name")).containsExactly("pg-5");
            assertThat(caller.migration(foreign).status()).isEqualTo(403);
            assertThat(caller.migration(foreign).json().path("detail"))
                    .as("the response for an id that no migration has")
                    .isEqualTo(caller.migration("00000000-0000-0000-0000-000000000000")
                            .json()
                            .path("detail"));
        }

        @Test
        void gets_no_id_of_a_migration_outside_of_it_from_the_pages_of_a_list() {
            String own = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            String foreign = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            Api caller = api.withGrants("viewer@target=pg-5");
            Api.Response page = caller.get("/api/v1/migrations?limit=1");
            assertThat(ids(page, "id")).containsExactly(own);
            assertThat(page.json().path("next").asString()).matches("\\d+");
            for (String id : List.of(own, foreign, "00000000-0000-0000-0000-000000000000")) {
                assertThat(caller.get("/api/v1/migrations?after=" + id).status())
                        .isEqualTo(400);
            }
        }

        private static List<String> ids(Api.Response response, String field) {
            return response.json()
                    .path("items")
                    .valueStream()
                    .map(item -> item.path(field).asString())
                    .toList();
        }

        @Test
        void needs_every_target_of_a_migration() {
            String id = submitAndComplete(TestPlans.threeStores(TestPlans.newName()));
            assertThat(api.withGrants("viewer@target=main-postgres")
                            .migration(id)
                            .status())
                    .isEqualTo(403);
            assertThat(api.withGrants(
                                    "viewer@target=main-postgres",
                                    "viewer@target=main-mongo",
                                    "viewer@target=main-redis")
                            .migration(id)
                            .status())
                    .isEqualTo(200);
            assertThat(api.withGrants("viewer@target=main-*").migration(id).status())
                    .isEqualTo(200);
        }

        @Test
        void can_be_a_label_of_the_migration() {
            String id = submitAndComplete(TestPlans.threeStores(TestPlans.newName()));
            assertThat(api.withGrants("viewer@label=ticket:SB-142")
                            .migration(id)
                            .status())
                    .isEqualTo(200);
            assertThat(api.withGrants("viewer@label=ticket:SB-143")
                            .migration(id)
                            .status())
                    .isEqualTo(403);
            assertThat(api.withGrants("viewer@target=main-mongo,label=ticket:SB-142")
                            .migration(id)
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void refuses_a_plan_with_a_foreign_target_and_starts_nothing() {
            String name = TestPlans.newName();
            Api caller = api.withGrants("submitter@target=pg-5");
            assertThat(caller.submitYaml(TestPlans.singleStep(name, "pg-6")).status())
                    .isEqualTo(403);
            assertThat(caller.submitYaml(TestPlans.singleStep(name, "no-such-target"))
                            .status())
                    .isEqualTo(403);
            assertThat(api.get("/api/v1/migrations?name=" + name).json().path("items"))
                    .isEmpty();
        }

        @Test
        void hides_foreign_targets_in_the_errors_of_a_plan() {
            Api.Response response = api.withGrants("submitter@target=pg-*")
                    .submitYaml(TestPlans.singleStep(TestPlans.newName(), "pg-x"));
            assertThat(response.status()).isEqualTo(422);
            assertThat(response.body()).contains("pg-1").doesNotContain("main-mongo");
        }

        @Test
        void does_not_reveal_a_foreign_plan_with_the_same_name() {
            String name = TestPlans.newName();
            String foreign = submitAndComplete(TestPlans.singleStep(name, "pg-6"));
            Api.Response response =
                    api.withGrants("submitter@target=pg-5").submitYaml(TestPlans.singleStep(name, "pg-5"));
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.body()).doesNotContain(foreign, "pg-6", "errors");
        }
    }
}
