package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EventStreamTest extends ApplicationTest {
    /** Reads the whole stream, which must end. */
    private Api.Response stream(String id, @Nullable String lastEventId) {
        var request = api.request("/api/v1/migrations/%s/events".formatted(id)).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return api.send(request.GET());
    }

    private static List<String> ids(Api.Response stream) {
        return stream.body()
                .lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring(4))
                .toList();
    }

    private static List<String> range(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
    }

    private long versionOf(String id) {
        return api.migration(id).json().path("version").asLong();
    }

    @Nested
    class The_events_of_a_migration {
        @Test
        void end_after_its_outcome() {
            String id = submit(TestPlans.threeStores(TestPlans.newName()));
            Api.Response stream = stream(id, null);
            assertThat(api.migration(id).json().path("state").asString()).isEqualTo("COMPLETED");
            assertThat(ids(stream)).isEqualTo(range(1, versionOf(id)));
            assertThat(stream.body()).contains("event: completed.v1");
        }

        @Test
        void have_no_content_behind_the_outcome_so_that_a_browser_does_not_connect_again() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            assertThat(stream(id, Long.toString(versionOf(id))).status()).isEqualTo(204);
        }

        @Test
        void continue_with_a_later_round_behind_the_last_event_of_the_client() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            long completed = versionOf(id);
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
            Api.Response stream = stream(id, Long.toString(completed));
            assertThat(stream.body()).contains("event: round-opened.v1").contains("event: rolled-back.v1");
            assertThat(ids(stream)).isEqualTo(range(completed + 1, versionOf(id)));
        }
    }
}
