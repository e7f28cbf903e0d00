package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** Metrics of dispatches; the metric names are public API. */
final class DispatchMeters {
    private final MeterRegistry registry;

    DispatchMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    Timer.Sample start() {
        return Timer.start(registry);
    }

    void dispatchEnded(Command command, Timer.Sample sample, String outcome) {
        sample.stop(Timer.builder("lockstep.step.duration")
                .description("time from the start of a dispatch to its end")
                .tags(tags(command).and("outcome", outcome))
                .register(registry));
    }

    void units(Command command, long units) {
        count("lockstep.units", command, units);
    }

    void conflicts(Command command, long conflicts) {
        count("lockstep.conflicts", command, conflicts);
    }

    /** Counts a failed dispatch that the coordinator will retry. */
    void retry(Command command) {
        count("lockstep.step.retries", command, 1);
    }

    void stale(Command command) {
        count("lockstep.reports.stale", command, 1);
    }

    /** Counts a dispatch that had started and whose write the store refused because the fence is higher. */
    void fenceRefusal(Command command) {
        count("lockstep.fence.refusals", command, 1);
    }

    /** Counts the time for which a dispatch was held back. */
    void held(Command command, String reason, long millis) {
        Counter.builder("lockstep.throttled")
                .description("time for which dispatches were held back")
                .baseUnit("seconds")
                .tags(tags(command).and("reason", reason))
                .register(registry)
                .increment(millis / 1000.0);
    }

    /** Counts scratch copies that killed workers had left. */
    void copiesDeleted(TargetName target, int copies) {
        registry.counter("lockstep.rehearsal.copies.deleted", "target", target.value())
                .increment(copies);
    }

    private void count(String name, Command command, long by) {
        registry.counter(name, tags(command)).increment((double) by);
    }

    private static Tags tags(Command command) {
        return Tags.of(
                "target", command.header().target().value(),
                "operation", command.step().operation().type(),
                "direction", direction(command));
    }

    static String direction(Command command) {
        return switch (command) {
            case Command.Preflight _preflight -> "preflight";
            case Command.Apply _apply -> "apply";
            case Command.Compensate _compensate -> "compensate";
            case Command.Finish _finish -> "finish";
            case Command.DryRun _dryRun -> "dry-run";
            case Command.Rehearse _rehearse -> "rehearse";
            case Command.Backup _backup -> "backup";
            case Command.Restore _restore -> "restore";
            case Command.Check _check -> "check";
            case Command.Erase _erase -> "erase";
            case Command.Purge _purge -> "purge";
        };
    }
}
