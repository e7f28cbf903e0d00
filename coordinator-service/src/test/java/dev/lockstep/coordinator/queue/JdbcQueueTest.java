package dev.lockstep.coordinator.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcQueueTest {
    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcQueue queue = new JdbcQueue(jdbc);

    private MigrationId insert(long number, String state, String... targets) {
        MigrationId migration = new MigrationId(new UUID(0, number));
        long position = Objects.requireNonNull(jdbc.queryForObject("SELECT nextval('claim_position')", Long.class));
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, ?, '{"n": "1"}', ?, 'checksum', '{}', ?, ?)
                """,
                migration.value(),
                "plan-" + number,
                targets,
                state,
                position);
        jdbc.update("INSERT INTO migration_label (key, value, position) VALUES ('n', '1', ?)", position);
        jdbc.update("INSERT INTO migration_word (word, position) VALUES (?, ?)", "plan-" + number, position);
        for (String target : targets) {
            jdbc.update("INSERT INTO migration_word (word, position) VALUES (?, ?)", target, position);
            jdbc.update("INSERT INTO migration_target (target, position) VALUES (?, ?)", target, position);
            jdbc.update(
                    "INSERT INTO target_claim (target, migration_id, position) VALUES (?, ?, ?)",
                    target,
                    migration.value(),
                    position);
        }
        return migration;
    }

    private List<Long> order(String sql) {
        return jdbc.queryForList(sql, UUID.class).stream()
                .map(UUID::getLeastSignificantBits)
                .toList();
    }

    private List<Long> waitingFor(String target) {
        return order("SELECT migration_id FROM target_claim WHERE target = '%s' ORDER BY position".formatted(target));
    }

    private List<MigrationId> first() {
        return queue.firstInQueue().stream()
                .map(JdbcQueue.QueuedMigration::migration)
                .toList();
    }

    @Nested
    class A_migration_that_is_moved_to_the_front {
        @Test
        void is_before_all_that_have_not_started_and_behind_those_that_have() {
            insert(1, "PREFLIGHT", "pg");
            insert(2, "QUEUED", "pg", "mongo");
            insert(3, "QUEUED", "mongo");
            MigrationId moved = insert(4, "QUEUED", "pg");
            insert(5, "QUEUED", "pg");
            insert(6, "NEEDS_OPERATOR", "redis");
            queue.moveToFront(moved);
            assertThat(waitingFor("pg")).containsExactly(1L, 4L, 2L, 5L);
            assertThat(waitingFor("mongo")).containsExactly(2L, 3L);
            assertThat(queue.place(moved)).isEqualTo(new JdbcQueue.Place(2, List.of(new UUID(0, 1).toString())));
        }

        @Test
        void does_not_let_one_of_the_others_overtake_another() {
            List<Long> numbers = LongStream.rangeClosed(1, 500).boxed().toList();
            numbers.forEach(number -> insert(number, "QUEUED", "pg"));
            queue.moveToFront(new MigrationId(new UUID(0, 250)));
            assertThat(waitingFor("pg").getFirst()).isEqualTo(250);
            assertThat(waitingFor("pg").stream().skip(1))
                    .containsExactlyElementsOf(
                            numbers.stream().filter(number -> number != 250).toList());
        }

        @Test
        void leaves_the_rows_for_lists_with_the_positions_of_their_migrations() {
            insert(1, "QUEUED", "pg", "mongo");
            queue.moveToFront(insert(2, "QUEUED", "mongo"));
            Map<String, Integer> rows = Map.of("migration_target", 3, "migration_label", 2, "migration_word", 5);
            rows.forEach((table, count) -> assertThat(order(
                            "SELECT m.id FROM migration m JOIN %s t ON t.position = m.position ORDER BY m.position"
                                    .formatted(table)))
                    .as(table)
                    .contains(1L, 2L)
                    .hasSize(count));
        }

        @Test
        void is_refused_if_it_is_first_already_or_all_before_it_have_started() {
            MigrationId only = insert(1, "QUEUED", "pg");
            insert(2, "APPLYING", "mongo");
            MigrationId behindRunning = insert(3, "QUEUED", "mongo");
            for (MigrationId migration : List.of(only, behindRunning)) {
                assertThatExceptionOfType(TargetsClaimedException.class)
                        .isThrownBy(() -> queue.moveToFront(migration))
                        .withMessageContaining("no migration that has not started is before it");
            }
        }
    }

    @Nested
    class A_migration_that_was_found_first {
        @Test
        void does_not_start_after_another_was_moved_before_it() {
            MigrationId overtaken = insert(1, "QUEUED", "pg");
            MigrationId moved = insert(2, "QUEUED", "pg");
            JdbcQueue.QueuedMigration found = queue.firstInQueue().getFirst();
            queue.moveToFront(moved);
            JdbcSagaJournal journal = new JdbcSagaJournal(jdbc);
            assertThat(journal.lockToStart(List.of(overtaken), List.of(found.position())))
                    .isEmpty();
            assertThat(first()).containsExactly(moved);
            assertThat(journal.lockToStart(
                            first(), List.of(queue.firstInQueue().getFirst().position())))
                    .containsOnlyKeys(moved);
        }
    }
}
