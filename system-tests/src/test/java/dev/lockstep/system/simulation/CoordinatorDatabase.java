package dev.lockstep.system.simulation;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The coordinator's database: a saga row per migration, written only by whoever read its newest version. */
final class CoordinatorDatabase {
    private final SequencedMap<MigrationId, SagaRow> sagas = new LinkedHashMap<>();
    private final List<OutboxRow> outbox = new ArrayList<>();
    private final Map<DispatchNumber, DispatchRow> dispatches = new LinkedHashMap<>();
    private final Map<MigrationId, Map<StepId, Long>> deadlines = new LinkedHashMap<>();
    private final Map<TargetName, SequencedSet<MigrationId>> claims = new LinkedHashMap<>();
    private final Map<String, MigrationId> idempotencyKeys = new LinkedHashMap<>();
    private long nextNumber = 1;

    /** What one migration has come to; {@code version} counts its transitions. */
    record SagaRow(SagaState state, List<SagaEvent> events, int version) {
        static final SagaRow NONE = new SagaRow(SagaState.initial(), List.of(), 0);

        SagaRow after(SagaState next, List<SagaEvent> happened) {
            List<SagaEvent> all = new ArrayList<>(events);
            all.addAll(happened);
            return new SagaRow(next, List.copyOf(all), version + 1);
        }
    }

    /** A command or a public event on its way out. */
    static final class OutboxRow {
        final MigrationId migration;
        final SagaEffect effect;
        final long sequence;
        boolean published;

        OutboxRow(MigrationId migration, SagaEffect effect, long sequence) {
            this.migration = migration;
            this.effect = effect;
            this.sequence = sequence;
        }
    }

    /** A dispatch and its lease, which begins when the relay has published. */
    static final class DispatchRow {
        final Command command;
        long leaseUntil = Long.MAX_VALUE;
        long lastHeard = -1;
        boolean settled;

        DispatchRow(Command command) {
            this.command = command;
        }
    }

    SagaRow load(MigrationId migration) {
        return sagas.getOrDefault(migration, SagaRow.NONE);
    }

    SequencedMap<MigrationId, SagaRow> sagas() {
        return sagas;
    }

    DispatchNumber drawNumbers() {
        DispatchNumber first = new DispatchNumber(nextNumber);
        nextNumber += CommandContext.BLOCK;
        return first;
    }

    /** Whether the row was still the one that was read; nothing is written otherwise. */
    boolean write(MigrationId migration, SagaRow read, SagaRow next) {
        if (load(migration).version() != read.version()) {
            return false;
        }
        sagas.put(migration, next);
        return true;
    }

    void writeEffects(MigrationId migration, List<SagaEffect> effects) {
        effects.forEach(effect -> write(migration, effect));
    }

    private void write(MigrationId migration, SagaEffect effect) {
        switch (effect) {
            case SagaEffect.Send send -> {
                dispatches.put(send.command().header().dispatch(), new DispatchRow(send.command()));
                outbox.add(new OutboxRow(migration, effect, 0));
            }
            case SagaEffect.Settle settle -> dispatch(settle.dispatch()).ifPresent(row -> row.settled = true);
            case SagaEffect.ScheduleRetry retry ->
                deadlines
                        .computeIfAbsent(migration, _ -> new LinkedHashMap<>())
                        .put(retry.step(), Timeline.millis(retry.due()));
            case SagaEffect.Publish _e -> outbox.add(new OutboxRow(migration, effect, published(migration) + 1));
            case SagaEffect.ClaimTargets _e -> claim(migration, planOf(migration));
            case SagaEffect.ReleaseTargets _e -> claims.values().forEach(waiting -> waiting.remove(migration));
        }
    }

    void claim(MigrationId migration, Plan plan) {
        plan.spec().targets().forEach(target -> claims.computeIfAbsent(target, _ -> new LinkedHashSet<>())
                .add(migration));
    }

    /** Whether it is the first in line on every one of its targets. */
    boolean holdsItsTargets(MigrationId migration) {
        return planOf(migration).spec().targets().stream().allMatch(target -> migration.equals(firstInLine(target)));
    }

    /** Whether nobody waits for one of its targets, and no later completed migration stands on one. */
    boolean mayBeRolledBack(MigrationId migration) {
        Set<TargetName> targets = planOf(migration).spec().targets();
        boolean free = targets.stream().allMatch(target -> claims.getOrDefault(target, new LinkedHashSet<>())
                .isEmpty());
        List<MigrationId> order = List.copyOf(sagas.keySet());
        return free
                && order.subList(order.indexOf(migration) + 1, order.size()).stream()
                        .filter(other -> load(other).state() instanceof SagaState.Completed)
                        .noneMatch(
                                other -> planOf(other).spec().targets().stream().anyMatch(targets::contains));
    }

    Optional<DispatchRow> dispatch(DispatchNumber number) {
        return Optional.ofNullable(dispatches.get(number));
    }

    List<DispatchRow> lapsed(long now) {
        return dispatches.values().stream()
                .filter(row -> !row.settled && row.leaseUntil <= now)
                .toList();
    }

    Map<MigrationId, Map<StepId, Long>> deadlines() {
        return deadlines;
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

    private @Nullable MigrationId firstInLine(TargetName target) {
        SequencedSet<MigrationId> waiting = claims.getOrDefault(target, new LinkedHashSet<>());
        return waiting.isEmpty() ? null : waiting.getFirst();
    }

    private long published(MigrationId migration) {
        return outbox.stream()
                .filter(row -> row.migration.equals(migration) && row.effect instanceof SagaEffect.Publish)
                .count();
    }

    /** What subscribers are told, in the order of the sequence. */
    record PublicEvent(MigrationId migration, long sequence, int round, MigrationEvent event) {}
}
