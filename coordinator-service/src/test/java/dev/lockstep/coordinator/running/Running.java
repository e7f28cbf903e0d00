package dev.lockstep.coordinator.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** What tests of the running coordinator say again and again. */
abstract class Running {
    static final String BECAUSE = "{\"reason\": \"a test wants it\"}";

    final Api api = SharedCoordinator.api();
    final ScriptedWorker worker = SharedCoordinator.worker();

    @AfterEach
    void everyoneObeysAgain() {
        worker.follow(ScriptedWorker::obediently);
    }

    final void becomes(String id, String state) {
        Waits.until().untilAsserted(() -> assertThat(
                        api.migration(id).json().path("state").asString())
                .isEqualTo(state));
    }

    final String posted(String plan) {
        Api.Answer answer = api.yaml(plan);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.id();
    }

    final String completed(String plan) {
        String id = posted(plan);
        becomes(id, "COMPLETED");
        return id;
    }

    final List<String> states(String id) {
        return api.migration(id)
                .json()
                .path("steps")
                .valueStream()
                .map(step -> step.path("state").asString())
                .toList();
    }

    /** From now on these commands are left without an answer, and all others obeyed. */
    final void silentOn(Predicate<Command> which) {
        worker.follow(command -> which.test(command) ? List.of() : ScriptedWorker.obediently(command));
    }

    /** From now on these commands fail for good, and all others are obeyed. */
    final void failingOn(Predicate<Command> which) {
        worker.follow(command -> which.test(command)
                ? List.of(new Report.Failed(
                        ScriptedWorker.headerFor(command),
                        StepFailure.Permanent.withoutEffect("42P01", "there is no such thing")))
                : ScriptedWorker.obediently(command));
    }

    /** The first of these is left without an answer for each step, and all others are obeyed. */
    final void silentOnceOn(Predicate<Command> which) {
        Map<String, Boolean> seen = new ConcurrentHashMap<>();
        silentOn(command -> which.test(command)
                && seen.putIfAbsent(
                                command.header().migration() + " "
                                        + command.header().step(),
                                true)
                        == null);
    }
}
