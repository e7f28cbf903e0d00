package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ErasureTest extends ErasureRequests {
    /** Answers erasures by this function of the command and the number of the attempt; all other commands succeed. */
    private void answerErasures(BiFunction<Command, Integer, List<Report>> answer) {
        AtomicInteger attempts = new AtomicInteger();
        worker.useScript(command -> command instanceof Command.Erase
                ? answer.apply(command, attempts.incrementAndGet())
                : ScriptedWorker.acceptAndSucceed(command));
    }

    private static List<Report> failed(Command command, StepFailure failure) {
        return List.of(new Report.Failed(ScriptedWorker.headerFor(command), failure));
    }

    private List<Command> erasures(String migration) {
        return worker.receivedCommands(migration).stream()
                .filter(Command.Erase.class::isInstance)
                .toList();
    }

    @Nested
    class An_erasure {
        @Test
        void is_sent_to_the_worker_and_shown_with_its_answer() {
            String id = completed();
            Api.Response requested = erase(id, UNIT);
            assertThat(requested.status()).as(requested.body()).isEqualTo(202);
            JsonNode erasure = awaitEnd(requested);
            assertThat(erasure.path("state").asString()).isEqualTo("ERASED");
            assertThat(erasure.path("erased").asInt()).isEqualTo(1);
            assertThat(erasure.path("unit").asString()).isEqualTo(UNIT);
            assertThat(erasure.at("/actor/name").asString()).isEqualTo("first-token");
            assertThat(erasures(id)).singleElement().satisfies(command -> {
                assertThat(command.header().plan()).isNotNull();
                assertThat(command.header().identity()).isNotNull();
            });
        }

        @Test
        void is_counted_in_the_migration_whose_etag_changes() {
            String id = completed();
            String etag = String.valueOf(api.migration(id).headers().get("etag"));
            awaitEnd(erase(id, UNIT));
            Api.Response migration = api.migration(id);
            assertThat(migration.json().at("/steps/0/erased").asInt()).isEqualTo(1);
            assertThat(migration.json().path("undoLimit").asString()).contains("1 unit was", "no longer be undone");
            assertThat(migration.headers().get("etag")).isNotEqualTo(etag);
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void of_the_same_unit_is_the_same_while_it_is_not_answered_and_afterwards() {
            String id = completed();
            answerErasures((command, attempt) -> attempt == 1 ? List.of() : ScriptedWorker.acceptAndSucceed(command));
            Api.Response first = erase(id, UNIT);
            Api.Response second = erase(id, UNIT);
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.headers().get("location"))
                    .isEqualTo(first.headers().get("location"));
            awaitEnd(first);
            assertThat(erase(id, UNIT).status()).isEqualTo(200);
            assertThat(erase(id, UNIT + "2").status()).isEqualTo(202);
        }

        @Test
        void without_an_answer_is_sent_again_under_the_same_number() {
            String id = completed();
            answerErasures((command, attempt) -> attempt == 1 ? List.of() : ScriptedWorker.acceptAndSucceed(command));
            JsonNode erasure = awaitEnd(erase(id, UNIT));
            assertThat(erasure.path("state").asString()).isEqualTo("ERASED");
            assertThat(erasure.path("attempts").asInt()).isEqualTo(2);
            assertThat(erasures(id).stream()
                            .map(command -> command.header().dispatch())
                            .distinct())
                    .hasSize(1);
        }

        @Test
        void that_failed_for_a_while_is_attempted_again() {
            String id = completed();
            answerErasures((command, attempt) -> attempt == 1
                    ? failed(command, new StepFailure.Unreachable("connection-refused", "the store is down"))
                    : ScriptedWorker.acceptAndSucceed(command));
            assertThat(awaitEnd(erase(id, UNIT)).path("state").asString()).isEqualTo("ERASED");
        }

        @Test
        void that_failed_permanently_has_failed_and_can_be_requested_again() {
            String id = completed();
            answerErasures((command, _attempt) ->
                    failed(command, StepFailure.Permanent.withoutEffect("unit-unreadable", "no _id")));
            JsonNode erasure = awaitEnd(erase(id, UNIT));
            assertThat(erasure.path("state").asString()).isEqualTo("FAILED");
            assertThat(erasure.path("finding").asString()).isEqualTo("unit-unreadable: no _id");
            assertThat(erase(id, UNIT).status()).isEqualTo(202);
            assertThat(api.migration(id).json().has("undoLimit")).isFalse();
        }

        @Test
        void that_the_worker_rejected_has_failed() {
            String id = completed();
            answerErasures((command, _attempt) ->
                    List.of(new Report.Rejected(ScriptedWorker.headerFor(command), "another plan")));
            assertThat(awaitEnd(erase(id, UNIT)).path("finding").asString()).contains("another plan");
        }

        @Test
        void of_a_unit_that_the_journal_does_not_have_is_not_found() {
            String id = completed();
            answerErasures((command, _attempt) ->
                    List.of(new Report.Succeeded(ScriptedWorker.headerFor(command), StepResult.NOTHING)));
            assertThat(awaitEnd(erase(id, UNIT)).path("state").asString()).isEqualTo("NOT_FOUND");
        }

        @Test
        void whose_answer_arrives_twice_counts_once_and_is_no_late_report() {
            String id = completed();
            answerErasures(
                    (command, _attempt) -> List.of(ScriptedWorker.success(command), ScriptedWorker.success(command)));
            awaitEnd(erase(id, UNIT));
            assertThat(api.migration(id).json().at("/steps/0/erased").asInt()).isEqualTo(1);
        }

        @Test
        void has_an_audit_entry_with_the_reason_and_without_the_unit() {
            String id = completed();
            erase(id, UNIT);
            long last =
                    api.get("/api/v1/audit/verification").json().path("entries").longValue();
            JsonNode entry =
                    api.get("/api/v1/audit?limit=1&after=" + (last - 1)).json().path(0);
            assertThat(entry.path("subject").asString()).isEqualTo(id + "/erasures/1");
            assertThat(entry.at("/data/reason").asString()).isEqualTo("request 7 of a person");
            assertThat(entry.toString()).doesNotContain("planted-name");
        }
    }
}
