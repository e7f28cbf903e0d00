package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.ReportEnvelope;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sends a heartbeat for every running dispatch at each third of its lease, and stops dispatches whose heartbeats are
 * not acknowledged.
 *
 * <p>The coordinator sends a new dispatch when the lease lapses. A worker without an acknowledgement for two thirds of
 * the lease expects this and stops its dispatch.
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
        long third = dispatch.header().lease().toMillis() / 3;
        ScheduledFuture<?> ticks = scheduler.scheduleAtFixedRate(
                () -> tick(dispatch, send), third, Math.max(1, third), TimeUnit.MILLISECONDS);
        return () -> ticks.cancel(false);
    }

    void tick(RunningDispatch dispatch, Function<Report, CompletionStage<?>> send) {
        if (dispatch.superseded() != null) {
            return;
        }
        long sentAt = now();
        Duration unacknowledged = dispatch.sinceRenewal(sentAt);
        // Ticks are a third of the lease apart: more than half of the lease means the second tick, even if it is early
        // or late.
        if (unacknowledged.compareTo(dispatch.header().lease().dividedBy(2)) > 0) {
            dispatch.supersede("no heartbeat was acknowledged for %s; the lease is %s"
                    .formatted(unacknowledged, dispatch.header().lease()));
            return;
        }
        send.apply(heartbeat(dispatch)).thenRun(() -> dispatch.leaseRenewed(sentAt));
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
