package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.DispatchSignals;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A dispatch that runs in this process, with its progress, its last stored heartbeat and its stop reason. */
final class RunningDispatch implements DispatchSignals {
    private final Command command;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.NONE);
    private final AtomicReference<@Nullable Stop> firstStop = new AtomicReference<>();
    private final AtomicReference<Report.@Nullable Accepted> unsentAccepted = new AtomicReference<>();
    private final AtomicReference<@Nullable String> throttledBy = new AtomicReference<>();
    private final AtomicLong lastHeartbeatAt;
    private final Pacer pacer;
    private volatile ThrottleListener throttleListener = ThrottleListener.NONE;

    /** @param now current time of the monotonic clock, in nanoseconds */
    RunningDispatch(Command command, long now) {
        this.command = command;
        this.lastHeartbeatAt = new AtomicLong(now);
        this.pacer = new Pacer(command.header().unitsPerSecond(), System::nanoTime);
    }

    Command command() {
        return command;
    }

    CommandHeader header() {
        return command.header();
    }

    /** Keeps the report that the command is accepted. It is sent only if the dispatch runs for a third of its lease. */
    void keepAccepted(Report.Accepted report) {
        unsentAccepted.set(report);
    }

    /** Returns the kept report once. */
    Report.@Nullable Accepted takeAccepted() {
        return unsentAccepted.getAndSet(null);
    }

    /** The progress, with the reason why the dispatch waits. */
    Progress progress() {
        return progress.get().withThrottledBy(throttledBy.get());
    }

    /** Sets what is told when the dispatch is held back. */
    void useThrottleListener(ThrottleListener listener) {
        throttleListener = listener;
    }

    /**
     * Returns whether the command raises the fence. Other commands may run at the same time as any dispatch, except those
     * that {@link #yields}.
     */
    boolean raisesFence() {
        return switch (command) {
            case Command.Apply _apply -> true;
            case Command.Compensate _compensate -> true;
            case Command.Finish _finish -> true;
            case Command.Preflight _preflight -> false;
            case Command.DryRun _dryRun -> false;
            case Command.Rehearse _rehearse -> false;
            case Command.Backup _backup -> false;
            case Command.Restore _restore -> false;
            case Command.Check _check -> false;
            case Command.Erase _erase -> false;
            case Command.Purge _purge -> false;
        };
    }

    /**
     * Returns whether the command leaves the fence as it is, but must not go on beside a newer dispatch: a dry run holds
     * locks, a rehearsal and a backup would have data of before and after it, and a restore would overwrite its work.
     */
    boolean yields() {
        return switch (command) {
            case Command.DryRun _dryRun -> true;
            case Command.Rehearse _rehearse -> true;
            case Command.Backup _backup -> true;
            case Command.Restore _restore -> true;
            case Command.Preflight _preflight -> false;
            case Command.Apply _apply -> false;
            case Command.Compensate _compensate -> false;
            case Command.Finish _finish -> false;
            case Command.Check _check -> false;
            case Command.Erase _erase -> false;
            case Command.Purge _purge -> false;
        };
    }

    /** Returns whether a redelivered command is dropped while its dispatch still runs, because both would do the same. */
    boolean runsOnce() {
        return yields() || command instanceof Command.Purge;
    }

    boolean isPreflight() {
        return command instanceof Command.Preflight;
    }

    boolean isBelow(RunningDispatch other) {
        return header().dispatch().isBelow(other.header().dispatch());
    }

    void requestStop(String reason) {
        firstStop.compareAndSet(null, new Stop(reason, false));
    }

    /** Stops the dispatch, and lets it report that another worker can continue it. */
    void requestHandOver(String reason) {
        firstStop.compareAndSet(null, new Stop(reason, true));
    }

    /**
     * Records that Kafka has stored the heartbeat sent at this time. The coordinator renews the lease when it reads the
     * heartbeat, which is never earlier than this time.
     *
     * @param sentAt time of the monotonic clock, in nanoseconds
     */
    void recordHeartbeat(long sentAt) {
        lastHeartbeatAt.accumulateAndGet(sentAt, Math::max);
    }

    Duration timeSinceHeartbeat(long now) {
        return Duration.ofNanos(now - lastHeartbeatAt.get());
    }

    @Override
    public void progress(Progress next) {
        progress.set(next);
        long waited = pacer.await(next.done(), () -> stopReason() != null);
        if (waited > 0) {
            held("rate", TimeUnit.NANOSECONDS.toMillis(waited));
        }
    }

    @Override
    public void throttled(@Nullable String reason) {
        String earlier = throttledBy.getAndSet(reason);
        if ((earlier == null) != (reason == null)) {
            pacer.restart();
            throttleListener.changed();
        }
    }

    @Override
    public void held(String reason, long millis) {
        throttleListener.held(reason, millis);
    }

    @Override
    public @Nullable String stopReason() {
        Stop stop = firstStop.get();
        return stop == null ? null : stop.reason();
    }

    @Override
    public boolean isHandedOver() {
        Stop stop = firstStop.get();
        return stop != null && stop.isHandOver();
    }

    @Override
    public Progress lastProgress() {
        return progress.get();
    }

    private record Stop(String reason, boolean isHandOver) {}
}
