package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.testservers.http.TestEndpoint.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EndpointsTest extends EndpointCase {
    @Nested
    class A_migration {
        @Test
        void enters_maintenance_first_tests_the_application_and_leaves_maintenance_last() {
            String id = submit(plan("pg-1", MAINTENANCE, SMOKE_TEST));
            awaitState(id, "COMPLETED");
            assertThat(askedFor(id)).containsExactly(ENTER, "/smoke", LEAVE);
            assertThat(endpoint.received(ENTER).getFirst().headers())
                    .containsEntry("authorization", "Bearer planted-token");
            assertThat(events(id, "submitted-with-procedure.v1")).hasSize(1);
            assertThat(events(id, "endpoint-answered.v1"))
                    .extracting(event -> event.at("/data/answer/finding").asString())
                    .containsExactly("answered 200", "answered 200", "answered 200");
        }

        @Test
        void says_what_it_waits_for() {
            AtomicInteger status = new AtomicInteger(503);
            endpoint.answer(ENTER, _ -> Answer.of(status.get(), ""));
            String id = submit(plan("pg-1", MAINTENANCE));
            awaitState(id, "ENTERING_MAINTENANCE");
            assertThat(api.migration(id).json().path("waitingFor").asString())
                    .isEqualTo("endpoint \"application\" must enter maintenance");
            assertThat(isApplied(id)).isFalse();
            status.set(200);
            awaitState(id, "COMPLETED");
        }

        @Test
        void changes_nothing_if_the_application_does_not_enter_maintenance() {
            endpoint.answer(ENTER, 503);
            String id = submit(plan("pg-1", BRIEF_MAINTENANCE));
            awaitState(id, "CANCELLED");
            assertThat(isApplied(id)).isFalse();
            assertThat(askedFor(id)).startsWith(ENTER, ENTER).endsWith(LEAVE);
            assertThat(events(id, "cancelled.v1").getFirst().at("/data/reason").asString())
                    .isEqualTo("endpoint \"application\" has not entered maintenance: answered 503");
        }

        @Test
        void is_rolled_back_if_a_smoke_test_fails() {
            endpoint.answer("/smoke", _ -> Answer.of(500, "no exercises"));
            String id = submit(plan("pg-1", MAINTENANCE, BRIEF_SMOKE_TEST));
            awaitState(id, "ROLLED_BACK");
            assertThat(api.migration(id).json().at("/cause/reason").asString())
                    .isEqualTo("smoke test \"smoke\" failed: answered 500: no exercises");
            assertThat(askedFor(id)).startsWith(ENTER, "/smoke").endsWith(LEAVE);
        }

        @Test
        void passes_a_smoke_test_that_fails_at_first() {
            endpoint.answer("/smoke", _ -> Answer.of(endpoint.received("/smoke").size() > 1 ? 200 : 503, ""));
            String id = submit(plan("pg-1", "  smokeTests: [{endpoint: smoke, within: 60s}]\n"));
            awaitState(id, "COMPLETED");
            assertThat(events(id, "endpoint-answered.v1")
                            .getFirst()
                            .at("/data/answer/attempts")
                            .asInt())
                    .isEqualTo(2);
        }

        @Test
        void leaves_maintenance_after_a_rollback_too() {
            failCommands(Command.Apply.class::isInstance);
            String id = submit(plan("pg-1", MAINTENANCE));
            awaitState(id, "ROLLED_BACK");
            assertThat(askedFor(id)).containsExactly(ENTER, LEAVE);
        }

        @Test
        void is_completed_although_the_application_does_not_leave_maintenance() {
            askAgainNow();
            Waits.await().until(() -> notLeft() == 0);
            endpoint.answer(LEAVE, 500);
            String id = submit(plan("pg-1", BRIEF_MAINTENANCE));
            awaitState(id, "COMPLETED");
            Waits.await().until(() -> notLeft() == 1);
            endpoint.reset();
            askAgainNow();
            Waits.await().until(() -> askedFor(id).contains(LEAVE));
            Waits.await().until(() -> notLeft() == 0);
        }

        private double notLeft() {
            return api.get("/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("lockstep_maintenance_not_left"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        @Test
        void can_be_cancelled_while_it_enters_maintenance() {
            endpoint.answer(ENTER, 503);
            String id = submit(plan("pg-1", "  maintenance: {endpoint: application, within: 1h}\n"));
            awaitState(id, "ENTERING_MAINTENANCE");
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
            awaitState(id, "CANCELLED");
            assertThat(askedFor(id)).startsWith(ENTER).endsWith(LEAVE);
        }

        @Test
        void has_a_dry_run_that_asks_nobody() {
            Api.Response response = api.post(
                    "/api/v1/migrations?dryRun=true", "application/yaml", plan("pg-1", MAINTENANCE, SMOKE_TEST));
            awaitState(response.id(), "DRY_RUN_COMPLETED");
            assertThat(askedFor(response.id())).isEmpty();
        }

        @Test
        void with_an_unknown_endpoint_is_refused() {
            Api.Response response = api.submitYaml(plan("pg-1", "  notify: [{endpoint: unknown}]\n"));
            assertThat(response.status()).isEqualTo(422);
            assertThat(response.json().at("/errors/0/pointer").asString()).isEqualTo("/spec/notify/0/endpoint");
        }

        @Test
        void shows_no_secret_of_its_endpoints() {
            endpoint.answer("/smoke", 500);
            endpoint.answer(LEAVE, request -> Answer.of(500, request.headers().toString()));
            String id = submit(plan("pg-1", BRIEF_MAINTENANCE, BRIEF_SMOKE_TEST, "  notify: [{endpoint: chat}]\n"));
            awaitState(id, "ROLLED_BACK");
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body()
                            + api.migration(id).body())
                    .contains("***")
                    .doesNotContain("planted-");
        }
    }

    @Nested
    class Two_migrations_of_one_application {
        @Test
        void leave_maintenance_when_both_have_ended() {
            ignoreCommands(command -> command instanceof Command.Apply
                    && command.header().target().value().equals("pg-2"));
            String longer = submit(plan("pg-2", MAINTENANCE));
            awaitState(longer, "APPLYING");
            String shorter = submit(plan("pg-3", MAINTENANCE));
            awaitState(shorter, "COMPLETED");
            assertThat(askedFor(shorter)).containsExactly(ENTER);
            assertThat(events(shorter, "endpoint-answered.v1")
                            .getLast()
                            .at("/data/answer/finding")
                            .asString())
                    .isEqualTo("it stays in maintenance for migration " + longer);
            succeedFromNowOn();
            awaitState(longer, "COMPLETED");
            assertThat(askedFor(longer)).containsExactly(ENTER, LEAVE);
        }
    }
}
