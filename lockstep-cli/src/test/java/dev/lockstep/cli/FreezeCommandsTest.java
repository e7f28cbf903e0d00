package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FreezeCommandsTest {

    private static final String ALICE =
            "{\"actor\": {\"name\": \"alice\"}, \"reason\": \"checked\", \"requestedAt\": \"2026-12-01T22:10:00Z\"}";
    private static final String BOB = ALICE.replace("alice", "bob");

    private final FakeCoordinator coordinator;

    FreezeCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String freeze(int version, String state, String breakRequests, String rest) {
        return """
                {"id": 7, "version": %d, "state": "%s", "reason": "end of the year", "actor": {"name": "carol"},
                 "openedAt": "2026-12-01T22:00:00Z", "breakRequests": [%s]%s}
                """
                .formatted(version, state, breakRequests, rest);
    }

    private CommandRun run(String command, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = command;
        arguments[1] = "--url=" + coordinator.url();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return CommandRun.of(arguments);
    }

    @Nested
    class A_freeze {

        @Test
        void is_requested_with_its_reason() {
            coordinator.answers(201, freeze(1, "OPEN", "", ""));

            CommandRun run = run("freeze", "--reason=end of the year");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Freeze 7 is open until two people break it. Nothing new starts.");
            assertThat(coordinator.requests()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/freezes");
                assertThat(request.body()).isEqualTo("{\"reason\":\"end of the year\"}");
            });
        }

        @Test
        void can_have_an_end() {
            coordinator.answers(201, freeze(1, "OPEN", "", ", \"until\": \"2026-12-02T04:00:00Z\""));

            CommandRun run = run("freeze", "--reason=r", "--until=2026-12-02T05:00:00+01:00");

            assertThat(run.out()).contains("is open until 2026-12-02T04:00:00Z");
            assertThat(coordinator.requests().getFirst().body())
                    .contains("\"until\":\"2026-12-02T05:00:00+01:00\"", "\"reason\":\"r\"");
        }

        @Test
        void needs_a_reason() {
            CommandRun run = run("freeze");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("--reason");
            assertThat(coordinator.requests()).isEmpty();
        }

        @Test
        void that_is_refused_exits_with_1() {
            coordinator.refuses(409, "{\"title\": \"Freeze open\", \"status\": 409, \"detail\": \"freeze 6 is open\"}");

            CommandRun run = run("freeze", "--reason=r");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("freeze 6 is open");
        }
    }

    @Nested
    class The_list {

        @Test
        void shows_who_has_opened_and_who_has_broken_each() {
            coordinator.answers(
                    200,
                    "{\"items\": [%s, %s]}"
                            .formatted(
                                    freeze(2, "OPEN", ALICE, ""),
                                    freeze(3, "BROKEN", ALICE + ", " + BOB, ", \"endedAt\": \"2026-12-01T23:00:00Z\"")
                                            .replace("\"id\": 7", "\"id\": 6")));

            CommandRun run = run("freezes");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).hasSize(3);
            assertThat(run.lines().get(1)).contains("7", "OPEN", "carol", "alice", "end of the year");
            assertThat(run.lines().get(2)).contains("6", "BROKEN", "2026-12-01T23:00:00Z", "alice, bob");
        }

        @Test
        void can_be_empty() {
            coordinator.answers(200, "{\"items\": []}");
            assertThat(run("freezes").lines()).containsExactly("No freezes.");
        }
    }

    @Nested
    class Unfreeze {

        @Test
        void of_the_first_person_says_who_is_missing() {
            coordinator.answers(200, "{\"items\": [%s]}".formatted(freeze(1, "OPEN", "", "")));
            coordinator.answers(202, freeze(2, "OPEN", ALICE, ", \"breakRequestLapsesAt\": \"2026-12-01T23:10:00Z\""));

            CommandRun run = run("unfreeze", "--reason=checked");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.lines())
                    .containsExactly("Your request to break freeze 7 is recorded. "
                            + "Missing: the request of somebody other than alice until 2026-12-01T23:10:00Z.");
            assertThat(coordinator.requests().getLast()).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/freezes/7/actions/break");
                assertThat(request.ifMatch()).isEqualTo("\"1\"");
                assertThat(request.body()).isEqualTo("{\"reason\":\"checked\"}");
            });
        }

        @Test
        void of_the_second_person_ends_it() {
            coordinator.answers(200, "{\"items\": [%s]}".formatted(freeze(2, "OPEN", ALICE, "")));
            coordinator.answers(200, freeze(3, "BROKEN", ALICE + ", " + BOB, ""));

            CommandRun run = run("unfreeze", "--reason=checked too");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).containsExactly("Freeze 7 is broken by alice and bob. Queued migrations start.");
        }

        @Test
        void without_an_open_freeze_exits_with_1() {
            coordinator.answers(200, "{\"items\": [%s]}".formatted(freeze(3, "BROKEN", ALICE + ", " + BOB, "")));

            CommandRun run = run("unfreeze", "--reason=r");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("no freeze is open");
            assertThat(coordinator.requests()).hasSize(1);
        }
    }
}
