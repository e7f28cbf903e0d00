package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProgressTest extends ApplicationTest {
    /** Submits a plan whose step is accepted and runs, and returns the id and the running command. */
    private RunningStep submitRunningStep() {
        AtomicReference<Command> running = new AtomicReference<>();
        worker.useScript(command -> {
            if (command instanceof Command.Apply) {
                running.set(command);
                return List.of(new Report.Accepted(ScriptedWorker.headerFor(command)));
            }
            return ScriptedWorker.acceptAndSucceed(command);
        });
        String id = submit(TestPlans.singleStep(TestPlans.newName(), "pg-4"));
        Waits.await().until(() -> running.get() != null);
        return new RunningStep(id, running.get());
    }

    private record RunningStep(String id, Command command) {}

    private void heartbeat(RunningStep step, long done) {
        worker.report(new Report.Heartbeat(ScriptedWorker.headerFor(step.command()), new Progress(done, 1_000L)));
    }

    private Api.Response awaitDone(RunningStep step, long done) {
        List<Api.Response> last = new ArrayList<>();
        Waits.await().until(() -> {
            last.add(api.migration(step.id()));
            return progress(last.getLast()).path("done").asLong(0) == done;
        });
        return last.getLast();
    }

    private static JsonNode progress(Api.Response response) {
        return response.json().path("steps").path(0).path("progress");
    }

    @Nested
    class A_running_step {
        @Test
        void shows_its_progress_with_rate_and_remaining_time_and_changes_the_etag() {
            RunningStep step = submitRunningStep();
            // Progress within half a second gives no rate.
            Waits.await().pollInterval(Duration.ofMillis(700)).until(() -> {
                heartbeat(step, 100);
                return progress(api.migration(step.id())).path("ratePerSecond").isNumber();
            });
            Api.Response first = awaitDone(step, 100);
            assertThat(progress(first).path("total").asLong()).isEqualTo(1_000);
            String etag = String.valueOf(first.headers().get("etag"));
            assertThat(api.send(api.request("/api/v1/migrations/" + step.id())
                                    .header("If-None-Match", etag)
                                    .GET())
                            .status())
                    .isEqualTo(304);
            heartbeat(step, 300);
            Api.Response second = awaitDone(step, 300);
            assertThat(second.headers().get("etag")).isNotEqualTo(etag);
            assertThat(api.send(api.request("/api/v1/migrations/" + step.id())
                                    .header("If-None-Match", etag)
                                    .GET())
                            .status())
                    .isEqualTo(200);
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            worker.report(ScriptedWorker.success(step.command()));
            awaitState(step.id(), "COMPLETED");
        }

        @Test
        void says_why_its_worker_holds_it_back_until_it_goes_on() {
            RunningStep step = submitRunningStep();
            Progress waiting = new Progress(100, 1_000L, "replica lag 14.2 s, limit 10 s");
            worker.report(new Report.Heartbeat(ScriptedWorker.headerFor(step.command()), waiting));
            assertThat(progress(awaitDone(step, 100)).path("throttledBy").asString())
                    .isEqualTo("replica lag 14.2 s, limit 10 s");
            heartbeat(step, 200);
            assertThat(progress(awaitDone(step, 200)).has("throttledBy")).isFalse();
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            worker.report(ScriptedWorker.success(step.command()));
            awaitState(step.id(), "COMPLETED");
        }

        @Test
        void accepts_an_action_with_the_etag_from_before_a_heartbeat_because_the_version_is_the_same() {
            RunningStep step = submitRunningStep();
            heartbeat(step, 100);
            String etag = String.valueOf(awaitDone(step, 100).headers().get("etag"));
            heartbeat(step, 200);
            awaitDone(step, 200);
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            assertThat(api.requestAction(step.id(), "cancel", REASON, etag).status())
                    .isEqualTo(202);
            awaitState(step.id(), "ROLLED_BACK");
        }
    }
}
