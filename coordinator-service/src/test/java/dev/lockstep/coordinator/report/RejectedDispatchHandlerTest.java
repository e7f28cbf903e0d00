package dev.lockstep.coordinator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.CommitNotifier;
import dev.lockstep.coordinator.orchestration.JdbcMigrations;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.JdbcSagaWriter;
import dev.lockstep.coordinator.orchestration.LinkedMigrations;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaPolicy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class RejectedDispatchHandlerTest {
    private static final MigrationId UNREADABLE = new MigrationId(new UUID(0, 1));
    private static final MigrationId READABLE = new MigrationId(new UUID(0, 2));

    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate jdbc = database.jdbc();
    private final JdbcOutbox outbox = new JdbcOutbox(jdbc);
    private final Transactions transactions = new Transactions(database.transactions());
    private long nanoTime;
    private final RejectedDispatchHandler handler =
            new RejectedDispatchHandler(outbox, sagas(), List.of(), new MigrationTasks(transactions, () -> nanoTime));

    private SagaShell sagas() {
        SagaPolicy policy = SagaPolicy.standard();
        return new SagaShell(
                new JdbcSagaJournal(jdbc),
                new SagaDecider(policy),
                new JdbcSagaWriter(jdbc, new JdbcClaims(jdbc), new JdbcQueue(jdbc), new SagaEffects(policy)),
                new LinkedMigrations(new JdbcMigrations(jdbc), new JdbcClaims(jdbc), new JdbcSagaJournal(jdbc)),
                transactions,
                new CommitNotifier(List.of(), _messages -> {}));
    }

    private void insertWithParkedDispatch(MigrationId migration, long version) {
        long number = migration.value().getLeastSignificantBits();
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, version, position)
                VALUES (?, ?, '{}', '{}', '', '{}', 'APPLYING', ?, ?)
                """,
                migration.value(),
                migration.toString(),
                version,
                number);
        jdbc.update(
                """
                INSERT INTO outbox (migration_id, topic, headers, payload, step, dispatch, parked_at, parked_reason)
                VALUES (?, 't', '{}', '{}', 'only', ?, clock_timestamp(), 'too large')
                """,
                migration.value(),
                number);
    }

    private void addUnknownEvent() {
        jdbc.update(
                """
                INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                VALUES (?, 1, 'unknown.v9', '{"type": "unknown.v9"}', clock_timestamp(), '"coordinator"', 'reason')
                """,
                UNREADABLE.value());
    }

    private List<UUID> reported() {
        return jdbc.queryForList("SELECT migration_id FROM outbox WHERE reported_at IS NOT NULL", UUID.class);
    }

    @Nested
    class A_migration_that_cannot_be_read {
        @Test
        void does_not_delay_the_dispatches_behind_it_and_is_tried_again_later() {
            insertWithParkedDispatch(UNREADABLE, 1);
            addUnknownEvent();
            insertWithParkedDispatch(READABLE, 0);
            handler.handleAll();
            assertThat(reported()).containsExactly(READABLE.value());

            jdbc.update("DELETE FROM saga_event");
            jdbc.update("UPDATE migration SET version = 0");
            handler.handleAll();
            assertThat(reported()).containsExactly(READABLE.value());
            nanoTime += Duration.ofSeconds(30).toNanos();
            handler.handleAll();
            assertThat(reported()).containsExactlyInAnyOrder(READABLE.value(), UNREADABLE.value());
        }
    }
}
