package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.worker.DispatchSignals;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A dispatch under way in this process: how far it is, when its lease was renewed, whether it must give way. */
final class RunningDispatch implements DispatchSignals {
    private final Command command;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.NONE);
    private final AtomicReference<@Nullable String> givesWay = new AtomicReference<>();
    private final AtomicLong renewedAt;

    /** @param now of the monotonic clock, in nanoseconds */
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

    /** Preflight and purge neither raise the fence nor stand in anyone's way. */
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

    void giveWay(String reason) {
        givesWay.compareAndSet(null, reason);
    }

    /** A report that was sent then has been acknowledged: the coordinator counts the lease from no earlier moment. */
    void renewed(long sentAt) {
        renewedAt.accumulateAndGet(sentAt, Math::max);
    }

    Duration silentFor(long now) {
        return Duration.ofNanos(now - renewedAt.get());
    }

    @Override
    public void progress(Progress next) {
        progress.set(next);
    }

    @Override
    public @Nullable String superseded() {
        return givesWay.get();
    }
}
