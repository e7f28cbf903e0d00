package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DowngradeListTest extends DowngradeCase {
    @Nested
    class The_list {
        @Test
        void has_pages_and_only_what_the_caller_may_view() {
            migrated("1", "dg-1");
            String kept = migrated("2", "dg-1");
            migrated("3", "dg-1");
            String first = started("dg-1", to("migration", kept));
            awaitDowngrade(first, "COMPLETED");
            migrated("4", "dg-1");
            String second = started("dg-1", to("migration", kept));
            awaitDowngrade(second, "COMPLETED");
            JsonNode page = api.get(DOWNGRADES + "?limit=1").json();
            assertThat(page.path("items").path(0).path("id").asString()).isEqualTo(second);
            assertThat(page.path("items").path(0).has("migrations")).isFalse();
            assertThat(api.get(DOWNGRADES + "?limit=1&after="
                                    + page.path("next").asString())
                            .json()
                            .path("items")
                            .path(0)
                            .path("id")
                            .asString())
                    .isEqualTo(first);
            Api foreign = api.withGrants("viewer@target=pg-8");
            assertThat(foreign.get(DOWNGRADES).json().path("items").valueStream())
                    .noneMatch(item -> item.path("id").asString().equals(second));
            assertThat(foreign.get(DOWNGRADES + "/" + second).status()).isEqualTo(403);
            assertThat(api.withGrants("viewer@target=dg-*")
                            .get(DOWNGRADES + "/" + second)
                            .status())
                    .isEqualTo(200);
            assertThat(api.get(DOWNGRADES + "/999999999").status()).isEqualTo(404);
            assertThat(api.get(DOWNGRADES + "/x").status()).isEqualTo(404);
        }

        @Test
        void and_the_audit_trail_have_the_reason() {
            migrated("1", "dg-1");
            String kept = migrated("2", "dg-1");
            migrated("3", "dg-1");
            String id = started("dg-1", to("migration", kept));
            awaitDowngrade(id, "COMPLETED");
            assertThat(SharedCoordinator.jdbc()
                            .queryForList(
                                    "SELECT entry::json ->> 'reason' FROM audit_entry WHERE entry::json ->> 'subject' = ?",
                                    String.class,
                                    "downgrades/" + id))
                    .containsExactly("requested by a test");
        }
    }
}
