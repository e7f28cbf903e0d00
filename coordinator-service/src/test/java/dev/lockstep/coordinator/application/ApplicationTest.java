package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/** Base class of the tests of the running application. */
abstract class ApplicationTest {
    static final String REASON = "{\"reason\": \"requested by a test\"}";

    final Api api = SharedCoordinator.api();
    final ScriptedWorker worker = SharedCoordinator.worker();

    @AfterEach
    void succeedFromNowOn() {
        worker.useScript(ScriptedWorker::acceptAndSucceed);
    }

    final void awaitState(String id, String state) {
        Waits.await().untilAsserted(() -> assertThat(
                        api.migration(id).json().path("state").asString())
                .isEqualTo(state));
    }

    final String submit(String plan) {
        Api.Response response = api.submitYaml(plan);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        return response.id();
    }

    final String submitAndComplete(String plan) {
        String id = submit(plan);
        awaitState(id, "COMPLETED");
        return id;
    }

    final List<String> stepStates(String id) {
        return api.migration(id)
                .json()
                .path("steps")
                .valueStream()
                .map(step -> step.path("state").asString())
                .toList();
    }

    /** A migration as it is shown alone and in the list of its target. */
    final List<String> shown(String id, String target) {
        String inList = api.get("/api/v1/migrations?limit=5&target=" + target)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("id").asString().equals(id))
                .map(JsonNode::toString)
                .findFirst()
                .orElseThrow();
        return List.of(api.migration(id).body(), inList);
    }

    /** Makes the worker ignore commands that match; all other commands succeed. */
    final void ignoreCommands(Predicate<Command> condition) {
        worker.useScript(command -> condition.test(command) ? List.of() : ScriptedWorker.acceptAndSucceed(command));
    }

    /** Makes the worker report a permanent failure for commands that match; all other commands succeed. */
    final void failCommands(Predicate<Command> condition) {
        worker.useScript(command -> condition.test(command)
                ? List.of(new Report.Failed(
                        ScriptedWorker.headerFor(command),
                        StepFailure.Permanent.withoutEffect("42P01", "no such table")))
                : ScriptedWorker.acceptAndSucceed(command));
    }

    /** Makes the worker ignore the first command of each step that matches; all other commands succeed. */
    final void ignoreFirstCommand(Predicate<Command> condition) {
        Map<String, Boolean> ignored = new ConcurrentHashMap<>();
        ignoreCommands(command -> condition.test(command)
                && ignored.putIfAbsent(
                                command.header().migration() + " "
                                        + command.header().step(),
                                true)
                        == null);
    }
}
