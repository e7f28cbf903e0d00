package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A rollback that waits for an approval when one of its targets loses its journal. */
class ResetBeforeApprovalTest extends ApplicationTest {
    private static final String TARGET = "life-4";

    private String allowedActions(String id) {
        return api.migration(id).json().path("allowedActions").toString();
    }

    @Test
    void can_only_be_rejected() {
        String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), TARGET)
                .replace("spec:\n", "spec:\n  rollback: {approval: {required: true}}\n"));
        assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
        Waits.await().until(() -> allowedActions(id).contains("\"approve\""));
        Api.Response uninstall = api.post("/api/v1/targets/%s/uninstall".formatted(TARGET), "application/json", REASON);
        assertThat(uninstall.status()).as(uninstall.body()).isEqualTo(202);
        String location = String.valueOf(uninstall.headers().get("location"));
        Waits.await()
                .until(() -> api.get(location).json().path("state").asString().equals("ANSWERED"));

        assertThat(shown(id, TARGET)).allSatisfy(view -> assertThat(view)
                .contains("\"allowedActions\":[\"reject\"]", "\"undoLimit\":\"Lockstep was removed from target"));
        Api other = api.withGrants("approver");
        assertThat(other.requestAction(id, "approve", REASON).status()).isEqualTo(409);
        assertThat(other.requestAction(id, "reject", REASON).status()).isEqualTo(202);
    }
}
