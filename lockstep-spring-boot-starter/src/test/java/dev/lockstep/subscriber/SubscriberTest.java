package dev.lockstep.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class SubscriberTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PostgresDatabase database = SharedPostgres.freshDatabase();
    private final TestTopic topic = new TestTopic();
    private final MigrationId migration = new MigrationId(UUID.randomUUID());
    private final MigrationId other = new MigrationId(UUID.randomUUID());

    private void publish(long... sequences) {
        publishOf(migration, sequences);
    }

    private void publishOf(MigrationId id, long... sequences) {
        LongStream.of(sequences).forEach(sequence -> topic.publish(id, sequence, event()));
    }

    private static MigrationEvent event() {
        return new MigrationEvent.RollbackBegan(new PlanName("plan"), null, "cause");
    }

    private String id(long sequence) {
        return migration + "-" + sequence;
    }

    private void awaitReceived(TestSubscriber subscriber, String... ids) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(subscriber.received()).containsExactly(ids));
    }

    @Nested
    class Repeated_and_reordered_records {
        @Test
        void reach_the_listener_once_also_after_a_restart() {
            publish(1, 2, 1, 2);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2));
                await().atMost(LIMIT).until(() -> subscriber.counted(Outcome.DUPLICATE) == 2);
            }
            publish(2, 3);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2), id(3));
                assertThat(subscriber.health()).isEqualTo(Status.UP);
            }
        }

        @Test
        void fill_a_gap_from_the_topic() {
            publish(1, 3, 2);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2), id(3));
                assertThat(subscriber.gaps()).containsExactly(MigrationGap.Result.FILLED);
            }
        }

        @Test
        void continue_after_a_gap_that_the_topic_cannot_fill() {
            publish(1, 3);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(3));
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(subscriber.gaps()).containsExactly(MigrationGap.Result.LOST));
            }
        }

        @Test
        void are_held_after_a_gap_that_must_stop_until_a_replay() {
            publish(1, 3, 4, 2);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic, "on-gap=stop")) {
                await().atMost(LIMIT).until(() -> subscriber.counted(Outcome.HELD) == 2);
                assertThat(subscriber.received()).containsExactly(id(1));
                subscriber.replay().resume(migration);
                awaitReceived(subscriber, id(1), id(2), id(3), id(4));
            }
        }

        @Test
        void of_a_migration_that_is_first_seen_in_the_middle_begin_there() {
            publish(4, 5);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(4), id(5));
                assertThat(subscriber.gaps()).containsExactly(MigrationGap.Result.FIRST_SEEN);
            }
        }
    }

    @Nested
    class A_topic_that_was_created_again {
        @Test
        void is_read_from_the_beginning_although_the_committed_offset_exists() {
            publish(1, 2);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2));
            }
            topic.createAgain();
            publishOf(other, 1, 2);
            publish(2, 3);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2), other + "-1", other + "-2", id(3));
            }
        }

        @Test
        void is_noticed_while_the_subscriber_runs() {
            publish(1, 2);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2));
                topic.createAgain();
                publishOf(other, 1, 2);
                publish(2, 3);
                await().atMost(LIMIT).untilAsserted(() -> assertThat(subscriber.received())
                        .containsExactlyInAnyOrder(id(1), id(2), other + "-1", other + "-2", id(3)));
            }
        }
    }

    @Nested
    class A_listener_that_throws {
        @Test
        void is_called_again_and_its_work_counts_once() {
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                subscriber.failAt(id(1), 1);
                publish(1, 2);
                awaitReceived(subscriber, id(1), id(2));
                assertThat(subscriber.counted(Outcome.FAILED)).isEqualTo(1);
            }
        }

        @Test
        void sends_the_event_to_the_dead_letter_topic_after_its_attempts() {
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                subscriber.failAt(id(1), 2);
                publish(1, 2);
                awaitReceived(subscriber, id(2));
                assertThat(topic.deadLetters()).containsExactly(migration.toString());
                assertThat(subscriber.counted(Outcome.DEAD_LETTER)).isEqualTo(1);
            }
        }

        @Test
        void holds_only_the_events_of_that_migration_until_a_replay() {
            try (TestSubscriber subscriber = new TestSubscriber(database, topic, "on-failure=stop")) {
                subscriber.failAt(id(1), 2);
                publish(1, 2);
                publishOf(other, 1);
                awaitReceived(subscriber, other + "-1");
                assertThat(subscriber.health()).isEqualTo(Status.DOWN);
                assertThat(topic.deadLetters()).isEmpty();
                subscriber.replay().resume(migration);
                awaitReceived(subscriber, other + "-1", id(1), id(2));
                assertThat(subscriber.health()).isEqualTo(Status.UP);
            }
        }

        @Test
        void while_a_gap_is_filled_loses_only_the_failed_event() {
            try (TestSubscriber subscriber = new TestSubscriber(database, topic, "on-gap=stop")) {
                publish(1, 3, 2);
                await().atMost(LIMIT).until(() -> subscriber.counted(Outcome.HELD) == 1);
            }
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                subscriber.failAt(id(2), 3);
                assertThatThrownBy(() -> subscriber.replay().resume(migration)).isInstanceOf(ListenerFailed.class);
                // The replay reports the failure to its caller; the next record fills the rest.
                publish(4);
                awaitReceived(subscriber, id(1), id(3), id(4));
                assertThat(topic.deadLetters()).containsExactly(migration.toString());
            }
        }
    }

    @Nested
    class An_unreadable_record {
        @Test
        void goes_to_the_dead_letter_topic_and_the_next_one_is_delivered() {
            topic.publishUnreadable();
            publish(1);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1));
                assertThat(topic.deadLetters()).containsExactly("key");
            }
        }
    }

    @Nested
    class A_replay {
        @Test
        void of_all_migrations_delivers_everything_again() {
            publish(1, 2);
            try (TestSubscriber subscriber = new TestSubscriber(database, topic)) {
                awaitReceived(subscriber, id(1), id(2));
                subscriber.replay().repeatAll();
                assertThat(subscriber.received()).containsExactly(id(1), id(2), id(1), id(2));
                subscriber.replay().repeat(migration);
                assertThat(subscriber.received()).hasSize(6);
            }
        }
    }

    @Nested
    class The_types_of_events {
        @Test
        void are_all_known() {
            List<Class<?>> permitted = List.of(MigrationEvent.class.getPermittedSubclasses());
            assertThat(List.<Class<?>>copyOf(KafkaEvent.TYPES.values())).containsExactlyInAnyOrderElementsOf(permitted);
        }
    }
}
