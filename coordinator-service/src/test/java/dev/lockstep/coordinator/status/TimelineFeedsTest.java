package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.http.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

class TimelineFeedsTest {
    private static final MigrationId MIGRATION = new MigrationId(new UUID(0, 7));
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final JdbcTemplate database = TestDatabase.create().jdbc();
    private final AtomicInteger reads = new AtomicInteger();
    private Runnable duringRead = () -> {};
    private final TimelineFeeds feeds = new TimelineFeeds(new JdbcTimeline(new CountingTemplate()));

    /** Counts the queries that read events. */
    private final class CountingTemplate extends JdbcTemplate {
        CountingTemplate() {
            super(Objects.requireNonNull(database.getDataSource()));
        }

        @Override
        public <T extends @Nullable Object> T query(
                String sql, ResultSetExtractor<T> events, @Nullable Object @Nullable ... values) {
            reads.incrementAndGet();
            duringRead.run();
            return super.query(sql, events, values);
        }
    }

    @BeforeEach
    void createMigration() {
        database.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, 'plan', '{}', '{}', 'checksum', '{}', 'APPLYING', 1)
                """,
                MIGRATION.value());
    }

    private void append(int sequence, String type) {
        database.update(
                """
                INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                VALUES (?, ?, ?, '{}', clock_timestamp(), '"coordinator"', 'reason')
                """,
                MIGRATION.value(),
                sequence,
                type);
        database.update("UPDATE migration SET version = ? WHERE id = ?", sequence, MIGRATION.value());
    }

    @Nested
    class A_feed {
        @Test
        void reads_new_events_once_for_all_its_followers() throws InterruptedException {
            append(1, "submitted.v1");
            TimelineFeed feed = feeds.follow(MIGRATION);
            for (int follower = 0; follower < 50; follower++) {
                assertThat(feeds.follow(MIGRATION)).isSameAs(feed);
                assertThat(feed.read(0)).hasSize(1);
            }
            reads.set(0);
            append(2, "started.v1");
            feeds.refresh();
            for (int follower = 0; follower < 50; follower++) {
                assertThat(feed.await(1, LIMIT))
                        .extracting(TimelineEntry::sequence)
                        .containsExactly(2L);
            }
            assertThat(reads).hasValue(1);
        }

        @Test
        void delays_no_commit_and_no_other_client_while_it_is_read() {
            append(1, "submitted.v1");
            TimelineFeed feed = feeds.follow(MIGRATION);
            duringRead = () -> {
                Thread other = Thread.ofVirtual().start(() -> {
                    feed.advanceTo(1);
                    feeds.leave(feeds.follow(MIGRATION));
                });
                assertThatNoException()
                        .isThrownBy(() -> assertThat(other.join(LIMIT)).isTrue());
            };
            assertThat(feed.read(0)).hasSize(1);
        }

        @Test
        void wakes_its_followers_when_the_coordinator_stops() throws InterruptedException {
            append(1, "submitted.v1");
            TimelineFeed feed = feeds.follow(MIGRATION);
            feeds.close();
            assertThat(feed.await(1, LIMIT)).isEmpty();
        }

        @Test
        void is_forgotten_after_its_last_follower_has_left() {
            TimelineFeed feed = feeds.follow(MIGRATION);
            feeds.leave(feed);
            assertThat(feeds.follow(MIGRATION)).isNotSameAs(feed);
        }
    }

    @Nested
    class A_stream {
        private final EventStream stream = new EventStream(feeds, Duration.ofMinutes(15));
        private int opened;

        /** As few callers as possible, none of which has more streams than it may have. */
        private String nextCaller() {
            return "caller-%d".formatted(opened++ / EventStream.MAX_PER_CALLER);
        }

        private OutputStream openAnotherOfOneCaller() throws IOException {
            stream.write("caller", MIGRATION, 0, this::openAnotherOfOneCaller);
            return OutputStream.nullOutputStream();
        }

        @Test
        void is_refused_when_its_caller_has_too_many_and_others_are_not() throws IOException {
            append(1, "submitted.v1");
            append(2, "cancelled.v1");
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(this::openAnotherOfOneCaller)
                    .withMessageContaining("the caller follows events %d times".formatted(EventStream.MAX_PER_CALLER));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            stream.write("caller", MIGRATION, 0, () -> out);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("id: 1");
        }

        @Test
        void does_not_end_at_the_outcome_of_an_earlier_round() throws IOException {
            for (int sequence = 1; sequence <= 25; sequence++) {
                append(sequence, sequence == 20 || sequence == 25 ? "completed.v1" : "started.v1");
            }
            assertThat(feeds.follow(MIGRATION).read(0)).hasSize(20);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            stream.write("caller", MIGRATION, 0, () -> out);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("id: 20", "id: 21", "id: 25");
        }

        /** Opens one stream within the other until there are too many. */
        private OutputStream openAnother() throws IOException {
            stream.write(nextCaller(), MIGRATION, 0, this::openAnother);
            return OutputStream.nullOutputStream();
        }

        @Test
        void is_refused_when_too_many_clients_are_connected() throws IOException {
            append(1, "submitted.v1");
            append(2, "cancelled.v1");
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(this::openAnother)
                    .withMessageContaining(EventStream.MAX_CLIENTS + " clients");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            stream.write(nextCaller(), MIGRATION, 0, () -> out);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("id: 1", "id: 2");
        }
    }
}
