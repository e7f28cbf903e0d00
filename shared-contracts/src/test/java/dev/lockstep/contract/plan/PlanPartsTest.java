package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlanPartsTest {
    private static Plan plan(String steps, String spec) {
        return LockstepJson.plans()
                .readValue(
                        """
                        {'apiVersion': 'lockstep.dev/v1', 'kind': 'MigrationPlan',
                         'metadata': {'name': 'email', 'labels': {'ticket': 'SB-1'}},
                         'spec': {'approval': {'required': true}, 'dryRun': {'required': true}, %s 'steps': [%s]}}
                        """
                                .formatted(spec, steps)
                                .replace('\'', '"'),
                        Plan.class);
    }

    private static String step(String id, String more) {
        return """
               {'id': '%s', 'target': 'on-%s', 'operation': {'type': 'postgres.sql', 'version': '1', 'up': 'SELECT 1'} %s}
               """
                .formatted(id, id, more);
    }

    private static final Plan PLAN = plan(
            String.join(
                    ",",
                    step("a", ""),
                    step("b", ", 'phase': 'expand'"),
                    step("c", ", 'phase': 'contract'"),
                    step("d", ", 'phase': 'contract', 'dependsOn': ['a', 'c']")),
            "'contract': {'confirmation': true},");

    @Nested
    class The_expand_part {
        @Test
        void is_the_plan_itself_if_there_are_no_contract_steps() {
            Plan plan = plan(step("a", ""), "");
            assertThat(plan.expandPart()).isSameAs(plan);
            assertThat(plan.contractPart()).isEmpty();
        }

        @Test
        void has_the_other_steps_and_the_gates() {
            PlanSpec spec = PLAN.expandPart().spec();
            assertThat(spec.steps()).extracting(step -> step.id().value()).containsExactly("a", "b");
            assertThat(spec.approval()).isNotNull();
            assertThat(spec.contract()).isNull();
        }
    }

    @Nested
    class The_contract_part {
        @Test
        void has_the_contract_steps_as_ordinary_steps() {
            Plan contract = PLAN.contractPart().orElseThrow();
            assertThat(contract.spec().steps())
                    .extracting(step -> step.id().value(), Step::isContract)
                    .containsExactly(tuple("c", false), tuple("d", false));
            assertThat(contract.spec().dependencies().get(new StepId("d"))).containsExactly(new StepId("c"));
        }

        @Test
        void has_its_own_name_and_wait_and_no_gates_before_the_queue() {
            Plan contract = PLAN.contractPart().orElseThrow();
            assertThat(contract.name()).isEqualTo(new PlanName("email-contract"));
            assertThat(contract.metadata().labels()).containsEntry("ticket", "SB-1");
            assertThat(contract.spec().contract()).isEqualTo(PLAN.spec().contract());
            assertThat(contract.spec().hasGates()).isFalse();
            assertThat(contract.spec().dryRun()).isNotNull();
        }
    }

    @Nested
    class A_step {
        @Test
        void has_the_same_checksum_with_and_without_the_default_phase() {
            Plan without = plan(step("a", ""), "");
            Plan with = plan(step("a", ", 'phase': 'expand'"), "");
            assertThat(Checksum.of(with)).isEqualTo(Checksum.of(without));
        }
    }

    @Nested
    class A_contract {
        @Test
        void that_could_never_begin_is_refused() {
            assertThatThrownBy(() -> plan(step("a", ""), "'contract': {'delay': '30d', 'confirmation': true},"))
                    .rootCause()
                    .hasMessageContaining("could never begin");
        }
    }
}
