package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DowngradeBoundaryTest extends DowngradeCase {
    @Nested
    class A_boundary {
        @Test
        void that_lockstep_has_not_applied_is_refused_with_those_that_it_has() {
            migrated("1.1", "pg-1");
            migrated("1.2", "pg-1");
            assertRefused(
                    downgrade("pg-1", to("version", "0.9")),
                    "invalid-downgrade-request",
                    "/to",
                    "target \"pg-1\" has no completed version \"0.9\"",
                    "its newest versions are \"1.2\", \"1.1\"");
            assertRefused(
                    downgrade("pg-1", to("migration", "no-such-plan")),
                    "invalid-downgrade-request",
                    "/to",
                    "no completed migration \"no-such-plan\"");
            assertRefused(
                    downgrade("pg-1", Map.of("to", "no-such", "reason", "r")),
                    "invalid-downgrade-request",
                    "/to",
                    "no completed version or migration \"no-such\"");
        }

        @Test
        void that_is_rolled_back_already_is_refused() {
            migrated("2.1", "pg-1");
            String rolledBack = migrated("2.2", "pg-1");
            migrated("2.3", "pg-1");
            assertThat(downgrade("pg-1", to("version", "2.1")).status()).isEqualTo(202);
            awaitState(rolledBack, "ROLLED_BACK");
            Waits.await().until(this::noneOpen);
            assertThat(downgrade("pg-1", to("migration", rolledBack)).status()).isEqualTo(422);
            assertThat(downgrade("pg-1", to("version", "2.2")).status()).isEqualTo(422);
        }

        private boolean noneOpen() {
            return api.get(DOWNGRADES).json().path("items").valueStream().noneMatch(item -> item.path("state")
                    .asString()
                    .equals("RUNNING"));
        }

        @Test
        void in_the_middle_of_a_migration_is_refused() {
            String both = submitAndComplete(plan("3.1", "pg-2", "pg-2")
                    .replaceFirst("on-pg-2", "first")
                    .replaceFirst("version: \"3.1\"", "version: \"3.0\""));
            migrated("3.2", "pg-2");
            assertRefused(
                    downgrade("pg-2", to("version", "3.0")), "invalid-downgrade-request", "/to", both, "write \"3.1\"");
        }

        @Test
        void on_another_target_is_refused() {
            String elsewhere = migrated("1", "pg-3");
            migrated("1", "pg-2");
            assertRefused(
                    downgrade("pg-2", to("migration", elsewhere)),
                    "invalid-downgrade-request",
                    "/to",
                    "has no step on target \"pg-2\"");
        }

        @Test
        void that_is_reached_already_is_refused() {
            String newest = migrated("1", "pg-2");
            assertRefused(
                    downgrade("pg-2", to("migration", newest)),
                    "downgrade-not-allowed",
                    "/to",
                    "no migration on the target came later");
        }

        @Test
        void that_is_a_version_and_a_plan_must_be_told_apart() {
            String name = "20261130";
            migrated(name, "pg-2");
            submitAndComplete(TestPlans.singleStep("\"%s\"".formatted(name), "pg-2"));
            assertRefused(
                    downgrade("pg-2", Map.of("to", name, "reason", "r")),
                    "invalid-downgrade-request",
                    "/to",
                    "is a version of migration");
        }
    }
}
