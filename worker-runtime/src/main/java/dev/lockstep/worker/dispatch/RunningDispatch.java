package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.worker.DispatchSignals;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A dispatch that runs in this process, with its progress, its last lease renewal and its stop reason. */
final class RunningDispatch implements DispatchSignals {
    private final Command command;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.NONE);
    private final AtomicReference<@Nullable String> supersededReason = new AtomicReference<>();
    private final AtomicLong renewedAt;

    /** @param now current time of the monotonic clock, in nanoseconds */
    RunningDispatch(Command command, long now) {
        this.command = command;
        this.renewedAt = new AtomicLong(now);
    }

    Command command() {
        return command;
    }

    CommandHeader header() {
        return command.header();
    }

    Progress progress() {
        return progress.get();
    }

    /** Whether the command raises the fence. Other commands run beside any dispatch. */
    boolean isFenced() {
        return switch (command) {
            case Command.Apply _apply -> true;
            case Command.Compensate _compensate -> true;
            case Command.Finish _finish -> true;
            case Command.Preflight _preflight -> false;
            case Command.Purge _purge -> false;
        };
    }

    boolean isBelow(RunningDispatch other) {
        return header().dispatch().isBelow(other.header().dispatch());
    }

    void supersede(String reason) {
        supersededReason.compareAndSet(null, reason);
    }

    /** Records that a report sent at this time was acknowledged; the coordinator's lease starts no earlier. */
    void leaseRenewed(long sentAt) {
        renewedAt.accumulateAndGet(sentAt, Math::max);
    }

    Duration sinceRenewal(long now) {
        return Duration.ofNanos(now - renewedAt.get());
    }

    @Override
    public void progress(Progress next) {
        progress.set(next);
    }

    @Override
    public @Nullable String superseded() {
        return supersededReason.get();
    }
}
