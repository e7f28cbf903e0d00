package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.ReportEnvelope;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sends a heartbeat for every running dispatch, three times per lease; the first one is the accepted report. A dispatch
 * that ends within a third of its lease sends neither. Stops a dispatch whose heartbeats are not acknowledged.
 *
 * <p>The coordinator sends a new dispatch when the lease lapses. The worker stops its dispatch before that, when two
 * thirds of the lease have passed without an acknowledgement.
 */
final class HeartbeatSender {
    private final ReportEnvelope envelope;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;

    HeartbeatSender(ReportEnvelope envelope, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.envelope = envelope;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Schedules heartbeats until the schedule is closed. */
    HeartbeatSchedule schedule(RunningDispatch dispatch, Function<Report, CompletionStage<?>> send) {
        long interval = dispatch.header().lease().toMillis() / 3;
        ScheduledFuture<?> heartbeats = scheduler.scheduleAtFixedRate(
                ProcessExit.guard("heartbeat", () -> sendOrStop(dispatch, send)),
                interval,
                Math.max(1, interval),
                TimeUnit.MILLISECONDS);
        return () -> heartbeats.cancel(false);
    }

    /** Sends a message three times per lease until the schedule is closed. */
    HeartbeatSchedule schedule(Duration lease, Runnable send) {
        long interval = Math.max(1, lease.toMillis() / 3);
        ScheduledFuture<?> messages = scheduler.scheduleAtFixedRate(
                ProcessExit.guard("heartbeat", send), interval, interval, TimeUnit.MILLISECONDS);
        return () -> messages.cancel(false);
    }

    /** Sends a heartbeat, or stops the dispatch if the previous heartbeats were not acknowledged. */
    void sendOrStop(RunningDispatch dispatch, Function<Report, CompletionStage<?>> send) {
        if (dispatch.stopReason() != null) {
            return;
        }
        long sentAt = now();
        Duration unacknowledged = dispatch.timeSinceHeartbeat(sentAt);
        // Calls are a third of the lease apart, so more than half of the lease has passed at the second call, even
        // if it is early.
        if (unacknowledged.compareTo(dispatch.header().lease().dividedBy(2)) > 0) {
            dispatch.requestStop("no heartbeat was acknowledged for %s; the lease is %s"
                    .formatted(unacknowledged, dispatch.header().lease()));
            return;
        }
        Report accepted = dispatch.takeAccepted();
        send.apply(accepted == null ? heartbeat(dispatch) : accepted).thenRun(() -> dispatch.recordHeartbeat(sentAt));
    }

    /** Sends a heartbeat now, besides the scheduled ones. */
    void sendSoon(RunningDispatch dispatch, Function<Report, CompletionStage<?>> send) {
        scheduler.execute(ProcessExit.guard("heartbeat", () -> {
            long sentAt = now();
            send.apply(heartbeat(dispatch)).thenRun(() -> dispatch.recordHeartbeat(sentAt));
        }));
    }

    private Report heartbeat(RunningDispatch dispatch) {
        return new Report.Heartbeat(envelope.headerFor(dispatch.header(), null), dispatch.progress());
    }

    /** Heartbeat schedule of one dispatch. */
    interface HeartbeatSchedule extends AutoCloseable {
        @Override
        void close();
    }
}
