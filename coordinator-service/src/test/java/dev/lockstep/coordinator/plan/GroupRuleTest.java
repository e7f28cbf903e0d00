package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.target.TargetView;
import dev.lockstep.coordinator.target.TestTargets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GroupRuleTest {
    private static final List<TargetView> TARGETS = Stream.concat(
                    Stream.of(TestTargets.view("documents", TargetKind.MONGO, "mongo.update")),
                    IntStream.rangeClosed(1, 12)
                            .mapToObj(number ->
                                    TestTargets.view("t-%02d".formatted(number), TargetKind.POSTGRES, "postgres.sql")))
            .toList();
    private static final PlanIntake INTAKE = PlanIntake.withGroups(
            () -> TARGETS,
            TargetGroups.of(
                    Map.of(
                            "tenants", List.of("t-*"),
                            "mixed", List.of("t-01", "documents"),
                            "nobody", List.of("nothing-*"),
                            "absent", List.of("t-01", "absent-1")),
                    () -> TARGETS),
            Endpoints.read(List.of()),
            Duration.ofSeconds(15));

    /** A plan for a group, with further fields of {@code targets}. */
    private static String plan(String name, String group, String fields) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s, labels: {ticket: SB-142}}
                spec:
                  targets: {group: %s%s}
                  steps:
                    - id: only
                      target: %s
                      operation: {type: postgres.sql, version: "1", up: SELECT 1, down: SELECT 2}
                """
                .formatted(name, group, fields.isEmpty() ? "" : ", " + fields, group);
    }

    private static String plan(String fields) {
        return plan("plan", "tenants", fields);
    }

    private static PlanValidation validate(String plan) {
        return INTAKE.validate(plan.getBytes(StandardCharsets.UTF_8), PlanFormat.YAML);
    }

    private static void refused(String plan, String pointer, String message) {
        assertThat(validate(plan))
                .isInstanceOfSatisfying(PlanValidation.Invalid.class, invalid -> assertThat(invalid.errors())
                        .anySatisfy(error -> {
                            assertThat(error.pointer()).isEqualTo(pointer);
                            assertThat(error.message()).contains(message);
                            assertThat(error.hint()).isNotBlank();
                            assertThat(error.line()).isPositive();
                        }));
    }

    @Nested
    class A_plan_for_a_group {
        @Test
        void is_valid_with_all_kinds_of_waves() {
            assertThat(validate(plan(""))).isInstanceOf(PlanValidation.Valid.class);
            assertThat(validate(plan("waves: [2, \"50%\", \"100%\"], confirm: true, onFailure: rollback-all")))
                    .isInstanceOf(PlanValidation.Valid.class);
        }
    }

    @Nested
    class A_plan_is_refused {
        @Test
        void if_its_group_is_not_configured() {
            refused(plan("plan", "unknown", ""), "/spec/targets/group", "no group \"unknown\" is configured");
        }

        @Test
        void if_its_group_has_no_member() {
            refused(
                    plan("plan", "nobody", ""),
                    "/spec/targets/group",
                    "group \"nobody\" has no member: no registered target matches \"nothing-*\"");
        }

        @Test
        void if_its_group_names_a_target_that_is_not_registered() {
            refused(
                    plan("plan", "absent", ""),
                    "/spec/targets/group",
                    "names target \"absent-1\", which no worker has registered");
        }

        @Test
        void if_its_group_has_two_kinds() {
            refused(
                    plan("plan", "mixed", ""),
                    "/spec/targets/group",
                    "targets of several kinds: postgres (\"t-01\") and mongo (\"documents\")");
        }

        @Test
        void if_a_step_names_another_target() {
            refused(
                    plan("").replace("target: tenants", "target: t-01"),
                    "/spec/steps/0/target",
                    "the plan is for group \"tenants\"");
        }

        @Test
        void if_it_has_a_contract_step() {
            String plan = plan("").replace("  steps:", "  contract: {confirmation: true, limit: 1h}\n  steps:")
                    .replace("    - id: only\n", "    - id: only\n      phase: contract\n");
            refused(plan, "/spec/steps/0/phase", "is a contract step, which a plan with spec.targets cannot have");
        }

        @Test
        void if_its_waves_leave_members_out_or_do_not_grow() {
            refused(plan("waves: [1, \"50%\"]"), "/spec/targets/waves", "the last wave is \"50%\"");
            refused(plan("waves: [3, 2, \"100%\"]"), "/spec/targets/waves", "waves[1] is 2");
            refused(plan("waves: [\"ten\", \"100%\"]"), "/spec/targets/waves", "waves[0] is \"ten\"");
            refused(plan("onFailure: panic"), "/spec/targets/onFailure", "panic");
        }

        @Test
        void if_its_label_or_name_is_taken_by_the_fleet() {
            refused(
                    plan("").replace("ticket: SB-142", "fleet: mine"),
                    "/metadata/labels/fleet",
                    "set by the coordinator");
            refused(plan("n".repeat(125), "tenants", ""), "/metadata/name", "the limit is 123");
        }
    }
}
