package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.template.PlanTemplate;
import dev.lockstep.contract.template.PlanTemplates;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every template on small data, and rolls it back. */
class TemplatesTest {
    private static final String REASON = "{\"reason\": \"test\"}";
    private static final LockstepSystem SYSTEM = LockstepSystem.shared();

    static Stream<PlanTemplate> templates() {
        return PlanTemplates.all().stream();
    }

    @BeforeAll
    static void createData() {
        SYSTEM.application().reset();
        TemplateData.create(SYSTEM);
    }

    @AfterAll
    static void removeData() {
        new TemplateData(SYSTEM).close();
    }

    /** The template with the endpoint of this system, and with a window that is open. */
    private static String forThisSystem(PlanTemplate template) {
        return template.text()
                .replaceAll("sample-maintenance|sample-smoke|team-chat", LockstepSystem.ENDPOINT)
                .replaceFirst("notBefore: \"2030", "notBefore: \"2020")
                .replaceFirst("notAfter: \"2030", "notAfter: \"2999");
    }

    @Nested
    class A_template {
        private final CoordinatorApi approver = SYSTEM.api().withGrant("approver");

        @ParameterizedTest
        @MethodSource("dev.lockstep.system.process.TemplatesTest#templates")
        void completes_and_is_rolled_back_exactly(PlanTemplate template) {
            TargetDigests before = TargetDigests.of(SYSTEM);
            String id = SYSTEM.api().submit(forThisSystem(template));
            if (template.text().contains("\n  approval:")) {
                SYSTEM.api().awaitState(id, "AWAITING_APPROVAL");
                approver.act(id, "approve", REASON);
            }
            SYSTEM.api().awaitState(id, "COMPLETED");
            assertThat(before.isSameAs(TargetDigests.of(SYSTEM)))
                    .as("%s changes nothing", template.name())
                    .isFalse();
            SYSTEM.api().act(id, "rollback", REASON);
            if (template.text().contains("\n    approval:")) {
                approver.act(id, "approve", REASON);
            }
            SYSTEM.api().awaitState(id, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(SYSTEM));
        }
    }
}
