package dev.lockstep.system.simulation;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The coordinators' database. A saga row is written only if it still has the version that was read. */
final class SimulatedDatabase {
    private final SequencedMap<MigrationId, SagaRow> sagas = new LinkedHashMap<>();
    private final List<OutboxRow> outbox = new ArrayList<>();
    private final Map<DispatchNumber, DispatchRow> dispatches = new LinkedHashMap<>();
    private final Map<MigrationId, Map<StepId, Long>> retries = new LinkedHashMap<>();
    private final SequencedSet<MigrationId> order = new LinkedHashSet<>();
    private final Map<MigrationId, EndpointCall> endpointCalls = new LinkedHashMap<>();
    private final Map<MigrationId, Long> gateChecks = new LinkedHashMap<>();
    private final Map<MigrationId, Long> deadlines = new LinkedHashMap<>();
    private final SequencedSet<MigrationId> askedContracts = new LinkedHashSet<>();
    private final Map<TargetName, SequencedSet<MigrationId>> claims = new LinkedHashMap<>();
    private final Map<TargetName, AcceptedDispatch> accepted = new LinkedHashMap<>();
    private final Map<String, MigrationId> idempotencyKeys = new LinkedHashMap<>();
    private long nextNumber = 1;

    /** State and journal of one migration; {@code version} counts its transactions. */
    record SagaRow(SagaState state, List<SagaEvent> events, int version) {
        static final SagaRow NONE = new SagaRow(SagaState.initial(), List.of(), 0);

        SagaRow append(SagaState next, List<SagaEvent> newEvents) {
            List<SagaEvent> all = new ArrayList<>(events);
            all.addAll(newEvents);
            return new SagaRow(next, List.copyOf(all), version + 1);
        }
    }

    /**
     * A command or a public event; {@code sequence} is 0 for commands, and {@code addedAt} is the time of the commit.
     */
    static final class OutboxRow {
        final MigrationId migration;
        final SagaEffect effect;
        final long sequence;
        final long addedAt;
        boolean isAcknowledged;
        boolean isRejected;
        boolean published;

        OutboxRow(MigrationId migration, SagaEffect effect, long sequence, long addedAt) {
            this.migration = migration;
            this.effect = effect;
            this.sequence = sequence;
            this.addedAt = addedAt;
        }
    }

    /** A dispatch and its lease, which starts when the command is marked as published. */
    static final class DispatchRow {
        final Command command;
        long leaseUntil = Long.MAX_VALUE;
        long done;
        boolean accepted;
        boolean settled;

        DispatchRow(Command command) {
            this.command = command;
        }

        /** The time of the last report; the start of the lease if there was none. */
        long silentSince() {
            return leaseUntil - command.header().lease().toMillis();
        }

        private boolean isEarlierTryOf(DispatchRow other) {
            return command.getClass() == other.command.getClass()
                    && command.header()
                            .migration()
                            .equals(other.command.header().migration())
                    && command.header().step().equals(other.command.header().step())
                    && command.header()
                            .dispatch()
                            .isBelow(other.command.header().dispatch());
        }
    }

    /** A public event as published. */
    record PublicEvent(MigrationId migration, long sequence, int round, MigrationEvent event) {}

    SagaRow load(MigrationId migration) {
        return sagas.getOrDefault(migration, SagaRow.NONE);
    }

    SequencedMap<MigrationId, SagaRow> sagas() {
        return sagas;
    }

    /** Reserves a block of dispatch numbers and returns the first. */
    DispatchNumber reserveDispatchNumbers() {
        DispatchNumber first = new DispatchNumber(nextNumber);
        nextNumber += CommandContext.DISPATCH_NUMBERS;
        return first;
    }

    /** Writes the row if its version is still that of {@code read}; returns whether it was written. */
    boolean write(MigrationId migration, SagaRow read, SagaRow next) {
        if (load(migration).version() != read.version()) {
            return false;
        }
        sagas.put(migration, next);
        return true;
    }

    /** Writes the effects of a transaction and returns its messages. */
    List<OutboxRow> writeEffects(MigrationId migration, List<SagaEffect> effects, long now) {
        int earlier = outbox.size();
        effects.forEach(effect -> writeEffect(migration, effect, now));
        return List.copyOf(outbox.subList(earlier, outbox.size()));
    }

    private void writeEffect(MigrationId migration, SagaEffect effect, long now) {
        switch (effect) {
            case SagaEffect.Send(Command command) -> send(migration, withLast(command), now);
            case SagaEffect.KeepAccepted(TargetName target, AcceptedDispatch reported) ->
                accepted.put(target, reported);
            case SagaEffect.Settle settle -> dispatch(settle.dispatch()).ifPresent(row -> row.settled = true);
            case SagaEffect.ScheduleRetry retry ->
                retries.computeIfAbsent(migration, _ -> new LinkedHashMap<>())
                        .put(retry.step(), SimulatedScheduler.millisOf(retry.due()));
            case SagaEffect.Publish _e ->
                outbox.add(new OutboxRow(migration, effect, publicEventsOf(migration) + 1, now));
            case SagaEffect.EnterQueue _e -> {
                add(migration);
                claim(migration, planOf(migration));
            }
            case SagaEffect.MoveToFront _e -> moveToFront(migration);
            case SagaEffect.ScheduleGateCheck check ->
                gateChecks.put(migration, SimulatedScheduler.millisOf(check.due()));
            case SagaEffect.ScheduleDeadline(Instant due) -> scheduleDeadline(migration, due);
            case SagaEffect.CallEndpoint(EndpointCall call) -> endpointCalls.put(migration, call);
            case SagaEffect.EndCall end ->
                endpointCalls.computeIfPresent(migration, (_, call) -> call.number() == end.number() ? null : call);
            case SagaEffect.Notify _e -> {}
            case SagaEffect.KeepBackup _e -> {}
            case SagaEffect.AskContractChecks _e -> askedContracts.add(migration);
            case SagaEffect.EndContractChecks _e -> askedContracts.remove(migration);
            case SagaEffect.ClaimTargets _e -> claim(migration, planOf(migration));
            case SagaEffect.ReleaseTargets _e -> claims.values().forEach(waiting -> waiting.remove(migration));
        }
    }

    private void send(MigrationId migration, Command command, long now) {
        dispatches.put(command.header().dispatch(), new DispatchRow(command));
        outbox.add(new OutboxRow(migration, new SagaEffect.Send(command), 0, now));
    }

    private Command withLast(Command command) {
        return command instanceof Command.FollowingCommand following
                ? following.withLast(accepted.get(command.header().target()))
                : command;
    }

    private void scheduleDeadline(MigrationId migration, @Nullable Instant due) {
        if (due == null) {
            deadlines.remove(migration);
        } else {
            deadlines.put(migration, SimulatedScheduler.millisOf(due));
        }
    }

    /** The times at which the next deadlines of plans pass. */
    Map<MigrationId, Long> deadlines() {
        return deadlines;
    }

    /** Gives the migration the position behind all others. */
    void add(MigrationId migration) {
        order.remove(migration);
        order.add(migration);
    }

    /** Moves all others that have not started behind the rest, in their order. */
    private void moveToFront(MigrationId migration) {
        List<MigrationId> overtaken = order.stream()
                .filter(other -> !other.equals(migration) && load(other).state() instanceof SagaState.Queued)
                .toList();
        for (MigrationId other : overtaken) {
            add(other);
            claims.values().stream().filter(waiting -> waiting.remove(other)).forEach(waiting -> waiting.add(other));
        }
    }

    /** The times at which gates must be checked. */
    Map<MigrationId, Long> gateChecks() {
        return gateChecks;
    }

    /** The contracts whose checks are asked. */
    SequencedSet<MigrationId> askedContracts() {
        return askedContracts;
    }

    /** The number of migrations that apply the contract steps of completed ones. */
    long contracts() {
        return sagas.values().stream()
                .flatMap(row -> row.events().stream())
                .filter(event -> event instanceof SagaEvent.Completed completed && completed.contract() != null)
                .count();
    }

    /** The question of each migration that an endpoint has not answered yet. */
    Map<MigrationId, EndpointCall> endpointCalls() {
        return endpointCalls;
    }

    void claim(MigrationId migration, Plan plan) {
        plan.spec().targets().forEach(target -> claims.computeIfAbsent(target, _ -> new LinkedHashSet<>())
                .add(migration));
    }

    boolean isFirstOnAllTargets(MigrationId migration) {
        return planOf(migration).spec().targets().stream().allMatch(target -> migration.equals(firstOn(target)));
    }

    /** Whether no migration has a claim on its targets, and no later migration has left a step applied on them. */
    boolean canBeRolledBack(MigrationId migration) {
        Set<TargetName> targets = planOf(migration).spec().targets();
        boolean unclaimed = targets.stream().allMatch(target -> claims.getOrDefault(target, new LinkedHashSet<>())
                .isEmpty());
        List<MigrationId> positions = List.copyOf(order);
        return unclaimed
                && positions.subList(positions.indexOf(migration) + 1, positions.size()).stream()
                        .noneMatch(other -> targetsLeftApplied(other).anyMatch(targets::contains));
    }

    private Stream<TargetName> targetsLeftApplied(MigrationId migration) {
        return switch (load(migration).state()) {
            case SagaState.Completed completed -> completed.plan().spec().targets().stream();
            case SagaState.RollbackRequested requested -> requested.plan().spec().targets().stream();
            case SagaState.ClosedByOperator closed ->
                closed.plan().spec().steps().stream()
                        .filter(step -> closed.data().leftApplied().contains(step.id()))
                        .map(Step::target);
            case SagaState.Unsubmitted _s -> Stream.empty();
            case SagaState.PlanOnly _s -> Stream.empty();
            case SagaState.Started _s -> Stream.empty();
        };
    }

    /** Whether the dispatch got further than every earlier dispatch of its step and direction. */
    boolean hasProgressed(DispatchNumber number) {
        return dispatch(number)
                .filter(row -> row.done
                        > dispatches.values().stream()
                                .filter(earlier -> earlier.isEarlierTryOf(row))
                                .mapToLong(earlier -> earlier.done)
                                .max()
                                .orElse(0))
                .isPresent();
    }

    Optional<DispatchRow> dispatch(DispatchNumber number) {
        return Optional.ofNullable(dispatches.get(number));
    }

    List<DispatchRow> lapsedDispatches(long now) {
        return dispatches.values().stream()
                .filter(row -> !row.settled && row.leaseUntil <= now)
                .toList();
    }

    /** The times at which back-offs end, by migration and step. */
    Map<MigrationId, Map<StepId, Long>> retries() {
        return retries;
    }

    List<OutboxRow> outbox() {
        return outbox;
    }

    Map<String, MigrationId> idempotencyKeys() {
        return idempotencyKeys;
    }

    Plan planOf(MigrationId migration) {
        return ((SagaState.Submitted) load(migration).state()).plan();
    }

    private @Nullable MigrationId firstOn(TargetName target) {
        SequencedSet<MigrationId> waiting = claims.getOrDefault(target, new LinkedHashSet<>());
        return waiting.isEmpty() ? null : waiting.getFirst();
    }

    /** Whether the broker has every public event of the migration before this one. */
    boolean hasAcknowledgedAllBefore(OutboxRow event) {
        return outbox.stream()
                .filter(row -> row.migration.equals(event.migration) && row.sequence > 0)
                .filter(row -> row.sequence < event.sequence)
                .allMatch(row -> row.isAcknowledged);
    }

    private long publicEventsOf(MigrationId migration) {
        return outbox.stream()
                .filter(row -> row.migration.equals(migration) && row.effect instanceof SagaEffect.Publish)
                .count();
    }
}
