package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcBackups.StoredBackup;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.EndedCall;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.NewCall;
import dev.lockstep.coordinator.dispatch.JdbcRetries.ScheduledRetry;
import dev.lockstep.coordinator.outbox.OutboxMessage;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the rows of all effects of one transaction, so that each table is written once. */
final class EffectRows {
    private final SagaEffects effects;
    private final List<Command> commands = new ArrayList<>();
    private final List<OutboxMessage> messages = new ArrayList<>();
    private final Map<MigrationId, Long> publicEvents = new HashMap<>();
    private final Map<TargetName, AcceptedDispatch> accepted = new HashMap<>();
    private final SequencedSet<DispatchNumber> settled = new LinkedHashSet<>();
    private final SequencedMap<RetryKey, ScheduledRetry> retries = new LinkedHashMap<>();
    private final SequencedSet<MigrationId> entering = new LinkedHashSet<>();
    private final SequencedSet<MigrationId> moving = new LinkedHashSet<>();
    private final Map<MigrationId, Instant> gateChecks = new LinkedHashMap<>();
    private final Map<MigrationId, Instant> deadlines = new LinkedHashMap<>();
    private final SequencedSet<MigrationId> withoutDeadline = new LinkedHashSet<>();
    private final SequencedMap<CallKey, NewCall> calls = new LinkedHashMap<>();
    private final List<NewCall> notifications = new ArrayList<>();
    private final List<EndedCall> endedCalls = new ArrayList<>();
    private final List<StoredBackup> backups = new ArrayList<>();
    private final SequencedSet<MigrationId> askedContracts = new LinkedHashSet<>();
    private final SequencedSet<MigrationId> endedContracts = new LinkedHashSet<>();
    private final SequencedSet<MigrationId> claiming = new LinkedHashSet<>();
    private final SequencedSet<MigrationId> releasing = new LinkedHashSet<>();

    private record RetryKey(MigrationId migration, StepId step) {}

    private record CallKey(MigrationId migration, int number) {}

    EffectRows(SagaEffects effects) {
        this.effects = effects;
    }

    /** Adds the effects of a migration's transitions. */
    void add(MigrationChange change) {
        for (RecordedTransition recorded : change.transitions()) {
            effects.effectsOf(recorded.transition()).forEach(effect -> add(change, effect, recorded));
        }
    }

    private void add(MigrationChange change, SagaEffect effect, RecordedTransition recorded) {
        MigrationId migration = change.before().migration();
        switch (effect) {
            case SagaEffect.Send(Command command) -> send(change, command);
            case SagaEffect.KeepAccepted(TargetName target, AcceptedDispatch dispatch) ->
                accepted.put(target, dispatch);
            case SagaEffect.Settle settle -> settled.add(settle.dispatch());
            case SagaEffect.ScheduleRetry retry ->
                retries.put(
                        new RetryKey(migration, retry.step()),
                        new ScheduledRetry(migration, retry.step(), retry.due()));
            case SagaEffect.Publish publish ->
                messages.add(OutboxMessage.of(
                        migration,
                        new OutboxMessage.Order(publish.round(), nextSequence(change)),
                        publish.requester(),
                        publish.event(),
                        recorded.context().at()));
            case SagaEffect.EnterQueue _e -> entering.add(migration);
            case SagaEffect.MoveToFront _e -> moving.add(migration);
            case SagaEffect.ScheduleGateCheck check -> gateChecks.put(migration, check.due());
            case SagaEffect.ScheduleDeadline(Instant due) -> scheduleDeadline(migration, due);
            case SagaEffect.CallEndpoint(EndpointCall call) ->
                calls.put(new CallKey(migration, call.number()), newCall(migration, call));
            case SagaEffect.EndCall end -> endCall(new CallKey(migration, end.number()), end);
            case SagaEffect.Notify notify ->
                notifications.add(new NewCall(
                        migration,
                        null,
                        notify.endpoint(),
                        JdbcEndpointCalls.NOTIFICATION,
                        notify.notification(),
                        false));
            case SagaEffect.KeepBackup backup -> backups.add(storedBackup(change, backup));
            case SagaEffect.AskContractChecks _e -> askedContracts.add(migration);
            case SagaEffect.EndContractChecks _e -> {
                askedContracts.remove(migration);
                endedContracts.add(migration);
            }
            case SagaEffect.ClaimTargets _e -> claiming.add(migration);
            case SagaEffect.ReleaseTargets _e -> releasing.add(migration);
        }
    }

    private void send(MigrationChange change, Command command) {
        TargetName target = command.header().target();
        Command sent = command instanceof Command.FollowingCommand following
                ? following.withLast(
                        accepted.getOrDefault(target, change.accepted().get(target)))
                : command;
        commands.add(sent);
        messages.add(OutboxMessage.of(sent));
    }

    private void scheduleDeadline(MigrationId migration, @Nullable Instant due) {
        if (due == null) {
            deadlines.remove(migration);
            withoutDeadline.add(migration);
        } else {
            deadlines.put(migration, due);
            withoutDeadline.remove(migration);
        }
    }

    private static StoredBackup storedBackup(MigrationChange change, SagaEffect.KeepBackup backup) {
        SagaState.Submitted state = (SagaState.Submitted) change.current().state();
        return new StoredBackup(
                state.migration(),
                state.plan().spec().step(backup.step()).orElseThrow().target(),
                backup.step(),
                backup.result(),
                backup.result().createdAt());
    }

    private static NewCall newCall(MigrationId migration, EndpointCall call) {
        return new NewCall(
                migration,
                call.number(),
                call.endpoint(),
                call.purpose().name(),
                call,
                call.purpose() == EndpointPurpose.ENTER_MAINTENANCE);
    }

    // A question that ends in the transaction that would ask it is not asked.
    private void endCall(CallKey key, SagaEffect.EndCall end) {
        if (calls.remove(key) == null) {
            endedCalls.add(new EndedCall(key.migration(), end.number(), end.answer(), end.askAgainAfter()));
        }
    }

    private long nextSequence(MigrationChange change) {
        return change.lastPublicEvent() + publicEvents.merge(change.before().migration(), 1L, Long::sum);
    }

    /** The number of public events that the change adds to its migration. */
    long publicEventsOf(MigrationChange change) {
        return publicEvents.getOrDefault(change.before().migration(), 0L);
    }

    List<Command> commands() {
        return commands;
    }

    /** In the order of the events, for each migration. */
    List<OutboxMessage> messages() {
        return messages;
    }

    /** The last dispatch that each target has reported as accepted in this transaction. */
    Map<TargetName, AcceptedDispatch> accepted() {
        return accepted;
    }

    SequencedSet<DispatchNumber> settled() {
        return settled;
    }

    /** The last schedule of each step. */
    List<ScheduledRetry> retries() {
        return List.copyOf(retries.values());
    }

    /** The migrations that have passed their gates. */
    SequencedSet<MigrationId> entering() {
        return entering;
    }

    /** The queued migrations that are moved before all others that have not started. */
    SequencedSet<MigrationId> moving() {
        return moving;
    }

    /** The next check of the gates of each migration. */
    Map<MigrationId, Instant> gateChecks() {
        return gateChecks;
    }

    /** The next deadline of each migration whose next deadline has changed. */
    Map<MigrationId, Instant> deadlines() {
        return deadlines;
    }

    /** The migrations of which no deadline can pass any more, or for now. */
    SequencedSet<MigrationId> withoutDeadline() {
        return withoutDeadline;
    }

    /** Questions to endpoints and notifications; the questions first. */
    List<NewCall> calls() {
        return Stream.concat(calls.values().stream(), notifications.stream()).toList();
    }

    List<EndedCall> endedCalls() {
        return endedCalls;
    }

    List<StoredBackup> backups() {
        return backups;
    }

    /** The contracts whose checks are to be asked now. */
    SequencedSet<MigrationId> askedContracts() {
        return askedContracts;
    }

    /** The contracts whose checks are not asked any more. */
    SequencedSet<MigrationId> endedContracts() {
        return endedContracts;
    }

    /** The migrations that claim their targets again. */
    SequencedSet<MigrationId> claiming() {
        return claiming;
    }

    SequencedSet<MigrationId> releasing() {
        return releasing;
    }
}
