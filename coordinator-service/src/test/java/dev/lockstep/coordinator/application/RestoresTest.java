package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RestoresTest extends ApplicationTest {
    private String migrated(String target) {
        return submitAndComplete(TestPlans.singleStep(TestPlans.newName(), target)
                .replace("spec:\n", "spec:\n  backup: {before: true}\n"));
    }

    private static String path(String migration) {
        return "/api/v1/migrations/%s/restores".formatted(migration);
    }

    private Api.Response restore(String migration, String target) {
        return restore(migration, Map.of("target", target, "reason", "requested by a test"));
    }

    private Api.Response restore(String migration, Map<String, Object> body) {
        return api.post(path(migration), "application/json", JsonMapper.shared().writeValueAsString(body));
    }

    private JsonNode awaitAnswer(String migration, int number) {
        Waits.await().until(() -> !api.get(path(migration) + "/" + number)
                .json()
                .path("state")
                .asString()
                .equals("REQUESTED"));
        return api.get(path(migration) + "/" + number).json();
    }

    private List<Command.Restore> sent(String migration) {
        return worker.receivedCommands(migration).stream()
                .filter(Command.Restore.class::isInstance)
                .map(Command.Restore.class::cast)
                .toList();
    }

    /** Answers a restore only after the latch is open. */
    private void holdRestores(CountDownLatch latch) {
        worker.useScript(command -> {
            if (command instanceof Command.Restore) {
                try {
                    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException _e) {
                    Thread.currentThread().interrupt();
                }
            }
            return ScriptedWorker.acceptAndSucceed(command);
        });
    }

    @Nested
    class A_restore {
        @Test
        void sends_the_digest_of_the_backup_and_shows_what_it_changed() {
            String id = migrated("pg-5");
            Api.Response response = restore(id, "pg-5");
            assertThat(response.status()).isEqualTo(202);
            JsonNode answered = awaitAnswer(id, 1);
            assertThat(answered.path("state").asString()).isEqualTo("RESTORED");
            assertThat(answered.at("/result/removed").asInt()).isEqualTo(4);
            assertThat(sent(id)).singleElement().satisfies(command -> {
                assertThat(command.backup()).hasToString(id);
                assertThat(command.digest()).hasToString("0".repeat(64));
                assertThat(command.dryRun()).isFalse();
            });
            assertThat(api.get(path(id)).json().path("items")).hasSize(1);
        }

        @Test
        void can_be_tried() {
            String id = migrated("pg-5");
            restore(id, Map.of("target", "pg-5", "reason", "r", "dryRun", true));
            assertThat(awaitAnswer(id, 1).at("/result/dryRun").asBoolean()).isTrue();
            assertThat(sent(id)).singleElement().matches(Command.Restore::dryRun);
        }

        @Test
        void holds_its_target_until_it_has_ended() {
            String id = migrated("pg-6");
            CountDownLatch mayAnswer = new CountDownLatch(1);
            holdRestores(mayAnswer);
            restore(id, "pg-6");
            String later = submit(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            assertThat(api.migration(later).json().path("state").asString()).isEqualTo("QUEUED");
            assertThat(restore(id, "pg-6").status()).isEqualTo(409);
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(409);
            mayAnswer.countDown();
            awaitAnswer(id, 1);
            awaitState(later, "COMPLETED");
        }

        @Test
        void that_fails_says_why_and_frees_its_target() {
            String id = migrated("pg-7");
            worker.useScript(command -> command instanceof Command.Restore
                    ? List.of(new Report.Failed(
                            ScriptedWorker.headerFor(command),
                            StepFailure.Permanent.withoutEffect("backup-damaged", "keys.bin.gz has another digest")))
                    : ScriptedWorker.acceptAndSucceed(command));
            restore(id, "pg-7");
            assertThat(awaitAnswer(id, 1).path("finding").asString())
                    .isEqualTo("backup-damaged: keys.bin.gz has another digest");
            succeedFromNowOn();
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
        }

        @Test
        void without_an_answer_is_requested_again_with_the_same_number() {
            String id = migrated("pg-7");
            ignoreFirstCommand(Command.Restore.class::isInstance);
            restore(id, "pg-7");
            assertThat(awaitAnswer(id, 1).path("state").asString()).isEqualTo("RESTORED");
            assertThat(sent(id).stream()
                            .map(command -> command.header().dispatch())
                            .distinct())
                    .hasSize(1);
        }
    }

    @Nested
    class An_old_backup {
        @Test
        void is_not_restored_while_a_later_migration_is_applied() {
            String old = migrated("pg-4");
            String later = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-4"));
            Api.Response refused = restore(old, "pg-4");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains(later);
            assertThat(api.requestAction(later, "rollback", REASON).status()).isEqualTo(202);
            awaitState(later, "ROLLED_BACK");
            assertThat(restore(old, "pg-4").status()).isEqualTo(202);
            assertThat(awaitAnswer(old, 1).path("state").asString()).isEqualTo("RESTORED");
        }
    }

    @Nested
    class A_request {
        @Test
        void for_what_is_not_there_is_refused() {
            String id = migrated("pg-5");
            assertThat(restore(id, "pg-6").status()).isEqualTo(404);
            assertThat(restore("00000000-0000-4000-8000-00000000dead", "pg-5").status())
                    .isEqualTo(404);
            assertThat(api.get(path(id) + "/1").status()).isEqualTo(404);
            assertThat(api.get(path(id) + "/x").status()).isEqualTo(404);
            assertThat(restore(id, Map.of("target", "pg-5")).status()).isEqualTo(422);
            assertThat(restore(id, Map.of("reason", "r")).status()).isEqualTo(422);
            assertThat(restore(id, Map.of("target", "PG", "reason", "r")).status())
                    .isEqualTo(422);
        }

        @Test
        void while_the_migration_runs_is_refused() {
            ignoreCommands(Command.Apply.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), "pg-8")
                    .replace("spec:\n", "spec:\n  backup: {before: true}\n"));
            awaitState(id, "APPLYING");
            Api.Response response = restore(id, "pg-8");
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.json().path("detail").asString()).contains("APPLYING");
            succeedFromNowOn();
            awaitState(id, "COMPLETED");
        }

        @Test
        void needs_an_administrator() {
            String id = migrated("pg-5");
            String body = JsonMapper.shared().writeValueAsString(Map.of("target", "pg-5", "reason", "r"));
            assertThat(api.withGrants("operator")
                            .post(path(id), "application/json", body)
                            .status())
                    .isEqualTo(403);
        }
    }
}
