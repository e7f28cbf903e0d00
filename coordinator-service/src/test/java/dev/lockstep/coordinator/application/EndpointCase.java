package dev.lockstep.coordinator.application;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.testservers.http.TestEndpoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/** Migrations whose plans name the endpoints of a server, whose answers a test chooses. */
abstract class EndpointCase extends ApplicationTest {
    static final String MAINTENANCE = "  maintenance: {endpoint: application, within: 60s}\n";
    static final String BRIEF_MAINTENANCE = "  maintenance: {endpoint: application, within: 2s}\n";
    static final String SMOKE_TEST = "  smokeTests: [{endpoint: smoke, expectStatus: 200, within: 60s}]\n";
    static final String BRIEF_SMOKE_TEST = "  smokeTests: [{endpoint: smoke, expectStatus: 200, within: 2s}]\n";
    static final String ENTER = "/maintenance/enter";
    static final String LEAVE = "/maintenance/leave";

    final TestEndpoint endpoint = SharedCoordinator.endpoint();

    @AfterEach
    void reset() {
        endpoint.reset();
    }

    static String plan(String target, String... procedure) {
        return TestPlans.singleStep(TestPlans.newName(), target)
                .replace("spec:\n", "spec:\n" + String.join("", procedure));
    }

    List<String> askedFor(String id) {
        return endpoint.ofMigration(id).stream()
                .map(TestEndpoint.Received::path)
                .toList();
    }

    List<JsonNode> events(String id, String type) {
        return api.get("/api/v1/migrations/%s/events".formatted(id))
                .json()
                .path("items")
                .valueStream()
                .filter(event -> event.path("type").asString().equals(type))
                .toList();
    }

    boolean isApplied(String id) {
        return worker.receivedCommands(id).stream().anyMatch(Command.Apply.class::isInstance);
    }

    static void askAgainNow() {
        SharedCoordinator.jdbc()
                .update("UPDATE endpoint_call SET next_attempt = clock_timestamp() WHERE state = 'FAILED'"
                        + " AND purpose = 'LEAVE_MAINTENANCE' AND next_attempt IS NOT NULL");
    }
}
