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
 * Renews the lease of each dispatch every third of it, and stops a dispatch that goes unheard.
 *
 * <p>The coordinator cannot tell a worker that is cut off from one that is dead, so it dispatches anew once the lease is
 * over. A worker whose heartbeats were not acknowledged for two thirds of the lease expects that and stops by itself.
 */
final class Heartbeats {
    private final ReportEnvelope envelope;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;

    Heartbeats(ReportEnvelope envelope, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.envelope = envelope;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Beats until closed. */
    Beating begin(RunningDispatch dispatch, Function<Report, CompletionStage<?>> send) {
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
        Duration silence = dispatch.silentFor(sentAt);
        // Ticks fall on thirds of the lease: more than a half at a tick is two thirds, however late or early it came.
        if (silence.compareTo(dispatch.header().lease().dividedBy(2)) > 0) {
            dispatch.giveWay("its heartbeats have not been acknowledged for %s of a lease of %s"
                    .formatted(silence, dispatch.header().lease()));
            return;
        }
        send.apply(heartbeat(dispatch)).thenRun(() -> dispatch.renewed(sentAt));
    }

    private Report heartbeat(RunningDispatch dispatch) {
        return new Report.Heartbeat(envelope.answering(dispatch.header(), null), dispatch.progress());
    }

    /** A heart that beats. */
    interface Beating extends AutoCloseable {
        @Override
        void close();
    }
}
