package dev.lockstep.coordinator.orchestration;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.dispatch.JdbcContractChecks;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcGateChecks;
import dev.lockstep.coordinator.dispatch.JdbcPlanDeadlines;
import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxMessage;
import dev.lockstep.coordinator.outbox.OutboxRow;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes the events and effects of a transaction in one statement, however many migrations and rows it changes. */
public final class JdbcSagaWriter {
    private final JdbcTemplate jdbc;
    private final JdbcClaims claims;
    private final JdbcQueue queue;
    private final SagaEffects effects;

    public JdbcSagaWriter(JdbcTemplate jdbc, JdbcClaims claims, JdbcQueue queue, SagaEffects effects) {
        this.jdbc = jdbc;
        this.claims = claims;
        this.queue = queue;
        this.effects = effects;
    }

    /**
     * Writes changes that are not empty.
     *
     * @return the outbox rows to send after the commit
     * @throws StaleVersionException if the journal of a migration has grown since it was read
     */
    List<OutboxRow> write(List<MigrationChange> changes) {
        EffectRows rows = new EffectRows(effects);
        changes.forEach(rows::add);
        changes.stream()
                .filter(JdbcSagaWriter::leavesCompleted)
                .map(change -> change.before().migration())
                .forEach(completed -> {
                    claims.requireNotPurged(completed);
                    claims.requireNotReset(completed);
                });
        rows.claiming().forEach(claims::claimAgain);
        rows.entering().forEach(queue::enter);
        rows.moving().forEach(queue::moveToFront);
        JdbcCombinedStatement statement = new JdbcCombinedStatement();
        updateMigrations(statement, changes, rows);
        insertEvents(statement, changes);
        JdbcDispatches.addInsert(statement, rows.commands(), rows.settled());
        JdbcDispatches.addSettle(statement, rows.settled());
        JdbcTargetFences.addRaise(statement, rows.accepted());
        JdbcOutbox.addInsert(statement, rows.messages());
        JdbcRetries.addSchedule(statement, rows.retries());
        JdbcGateChecks.addSchedule(statement, rows.gateChecks());
        JdbcPlanDeadlines.addSchedule(statement, rows.deadlines());
        JdbcPlanDeadlines.addEnd(statement, rows.withoutDeadline());
        JdbcContractChecks.addAsk(statement, rows.askedContracts());
        JdbcContractChecks.addEnd(statement, rows.endedContracts());
        JdbcBackups.addInsert(statement, rows.backups());
        JdbcEndpointCalls.addInsert(statement, rows.calls());
        JdbcEndpointCalls.addEnd(statement, rows.endedCalls());
        JdbcClaims.addRelease(statement, rows.releasing());
        return statement.execute(
                jdbc,
                "SELECT (SELECT count(*) FROM updated_migrations), %s, %s"
                        .formatted(
                                rows.messages().isEmpty() ? "'{}'::bigint[]" : JdbcOutbox.INSERTED_IDS,
                                rows.messages().isEmpty() ? "'{}'::text[]" : JdbcOutbox.WAITING_MIGRATIONS),
                (row, _index) -> {
                    if (row.getLong(1) != changes.size()) {
                        throw new StaleVersionException(
                                changes.stream().map(MigrationChange::before).toList());
                    }
                    return rowsOf(rows.messages(), (Long[]) row.getArray(2).getArray(), Set.of((String[])
                            row.getArray(3).getArray()));
                });
    }

    private static void updateMigrations(
            JdbcCombinedStatement statement, List<MigrationChange> changes, EffectRows rows) {
        statement.add(
                "updated_migrations",
                """
                UPDATE migration m SET version = n.version, state = n.state,
                    event_sequence = m.event_sequence + n.public_events,
                    purgeable_since = CASE WHEN n.is_purgeable THEN clock_timestamp() END
                FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::boolean[])
                    AS n (id, old_version, version, state, public_events, is_purgeable)
                WHERE m.id = n.id AND m.version = n.old_version RETURNING m.id
                """,
                JdbcCombinedStatement.texts(changes, change -> change.before().migration()),
                JdbcCombinedStatement.numbers(changes, change -> change.before().version()),
                JdbcCombinedStatement.numbers(
                        changes, change -> change.current().version()),
                JdbcCombinedStatement.texts(
                        changes, change -> MigrationState.of(change.current().state())),
                JdbcCombinedStatement.numbers(changes, rows::publicEventsOf),
                JdbcCombinedStatement.texts(
                        changes, change -> isPurgeable(change.current().state())));
    }

    /** A migration that has ended, after it has sent a step to be applied; its journals remain in its targets. */
    private static boolean isPurgeable(SagaState state) {
        return state instanceof SagaState.Completed
                || state instanceof SagaState.RolledBack
                || state instanceof SagaState.ClosedByOperator;
    }

    private static boolean leavesCompleted(MigrationChange change) {
        return change.before().state() instanceof SagaState.Completed
                && !(change.current().state() instanceof SagaState.Completed);
    }

    private static void insertEvents(JdbcCombinedStatement statement, List<MigrationChange> changes) {
        record EventRow(VersionedState migration, RecordedTransition recorded) {}
        List<EventRow> events = changes.stream()
                .flatMap(change ->
                        change.transitions().stream().map(recorded -> new EventRow(change.before(), recorded)))
                .toList();
        statement.add(
                "inserted_events",
                """
                INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                SELECT migration_id, sequence, type, payload::json, at, actor::json, reason
                FROM unnest(?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
                    AS e (migration_id, sequence, type, payload, at, actor, reason)
                """,
                JdbcCombinedStatement.texts(events, event -> event.migration().migration()),
                JdbcCombinedStatement.numbers(events, event -> event.recorded().sequence()),
                JdbcCombinedStatement.texts(events, event -> event.recorded()
                        .event()
                        .getClass()
                        .getAnnotation(JsonTypeName.class)
                        .value()),
                JdbcCombinedStatement.texts(events, event -> LockstepJson.messages()
                        .writeValueAsString(event.recorded().event())),
                JdbcCombinedStatement.texts(
                        events, event -> event.recorded().context().at()),
                JdbcCombinedStatement.texts(events, event -> LockstepJson.messages()
                        .writeValueAsString(event.recorded().context().actor())),
                JdbcCombinedStatement.texts(
                        events, event -> event.recorded().context().reason()));
    }

    private static List<OutboxRow> rowsOf(List<OutboxMessage> messages, Long[] ids, Set<String> waiting) {
        List<OutboxRow> rows = new ArrayList<>();
        Set<String> withEvent = new HashSet<>(waiting);
        for (int index = 0; index < ids.length; index++) {
            OutboxMessage message = messages.get(index);
            boolean isFirstEvent = message.sequence() != null
                    && withEvent.add(message.migration().toString());
            rows.add(new OutboxRow(ids[index], message, isFirstEvent));
        }
        return rows;
    }
}
