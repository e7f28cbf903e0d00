package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.lockstep.stack.service.LockstepService;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Contract steps that wait for the application, through all processes. */
class ExpandContractTest {
    private static final String REASON = "{\"reason\": \"test\"}";
    private static final int UNITS = 40;

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, UNITS);
        system.restart(LockstepService.COORDINATOR, Map.of("LOCKSTEP_CONTRACT_CHECK_INTERVAL", "500ms"));
    }

    @AfterEach
    void stop() {
        system.stopModifiedServices();
    }

    private String contractOf(String id) {
        return system.api().migration(id).at("/contract/migration").asString();
    }

    private JsonNode check(String contract) {
        return system.api().migration(contract).at("/contractWait/checks/0");
    }

    /** Writes all documents in the new form, as the application does when it saves them. */
    private void saveAllDocuments() {
        data.documents(
                carts -> carts.updateMany(Filters.exists("schemaVersion", false), Updates.set("schemaVersion", 2))
                        .getModifiedCount());
    }

    @Nested
    class Contract_steps {
        @Test
        void begin_when_the_application_has_written_the_last_document_although_the_coordinator_was_killed() {
            String id = system.api().submit(TestPlans.expandContract());
            system.api().awaitState(id, "COMPLETED");
            data.assertRowsAppliedOnce();
            String contract = contractOf(id);
            Waits.await("the check is asked")
                    .until(() -> check(contract).path("found").asString().equals(String.valueOf(UNITS / 2)));
            assertThat(system.api().stateOf(contract)).isEqualTo("AWAITING_CONTRACT");
            system.instance(LockstepService.COORDINATOR).kill();
            system.start(
                    LockstepService.COORDINATOR,
                    LockstepService.COORDINATOR.label(),
                    Map.of("LOCKSTEP_CONTRACT_CHECK_INTERVAL", "500ms"));
            saveAllDocuments();
            system.api().awaitState(contract, "COMPLETED");
            assertThat(data.keys("session:*")).isEmpty();
            assertThat(data.keys("session_v2:*")).hasSize(UNITS);
            assertThat(system.api().countEvents(contract, "contract-checked.v1", "\"found\":\"0\""))
                    .isEqualTo(1);
        }

        @Test
        void are_never_applied_after_a_rollback_of_the_other_steps_which_restores_every_store() {
            TargetDigests before = TargetDigests.of(system);
            String id = system.api().submit(TestPlans.expandContract());
            system.api().awaitState(id, "COMPLETED");
            String contract = contractOf(id);
            Waits.await("the check is asked").until(() -> check(contract).has("found"));
            system.api().act(id, "rollback", REASON);
            system.api().awaitState(id, "ROLLED_BACK");
            assertThat(system.api().stateOf(contract)).isEqualTo("CANCELLED");
            before.assertSameAs(TargetDigests.of(system));
        }
    }

    @Nested
    class The_example {
        private TemplateData templateData;

        @BeforeEach
        void createData() {
            templateData = TemplateData.create(system);
        }

        @AfterEach
        void removeData() {
            templateData.close();
        }

        @Test
        void is_applied_and_rolled_back_in_both_halves() {
            TargetDigests before = TargetDigests.of(system);
            String id = system.api().submit(TestPlans.example("expand-contract.yaml", LockstepSystem.ENDPOINT));
            system.api().awaitState(id, "COMPLETED");
            String contract = contractOf(id);
            system.api().act(contract, "contract", REASON);
            Waits.await("the check is asked").until(() -> check(contract).has("found"));
            assertThat(system.api().stateOf(contract)).isEqualTo("AWAITING_CONTRACT");
            data.sql("UPDATE exercises SET effort = 1");
            system.api().awaitState(contract, "COMPLETED");
            assertThat(data.number("SELECT count(*) FROM pg_attribute WHERE attrelid = 'exercises'::regclass"
                            + " AND attname = 'effort' AND attnotnull"))
                    .isEqualTo(1);
            system.api().act(contract, "rollback", REASON);
            system.api().awaitState(contract, "ROLLED_BACK");
            system.api().act(id, "rollback", REASON);
            system.api().awaitState(id, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(system));
        }
    }
}
