package dev.lockstep.coordinator.status;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.MigrationId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Streams the timeline of a migration as server-sent events until the client disconnects: first the past events, then
 * each new event.
 *
 * <p>The stream polls the journal, so it also contains the events that another coordinator appends.
 */
class EventStream implements DisposableBean {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(150);
    private static final int POLLS_UNTIL_KEEP_ALIVE = 60;
    private static final byte[] KEEP_ALIVE = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private final JdbcTimeline timeline;
    private final CountDownLatch closing = new CountDownLatch(1);

    EventStream(JdbcTimeline timeline) {
        this.timeline = timeline;
    }

    /**
     * Writes the events after a sequence number. Returns when the coordinator stops.
     *
     * @throws IOException if the client has disconnected
     */
    void write(MigrationId migration, long afterSequence, OutputStream out) throws IOException {
        long last = afterSequence;
        int emptyPolls = 0;
        do {
            List<TimelineEntry> entries = timeline.after(migration, last);
            for (TimelineEntry entry : entries) {
                out.write(event(entry));
                last = entry.sequence();
            }
            emptyPolls = entries.isEmpty() ? emptyPolls + 1 : 0;
            if (emptyPolls == POLLS_UNTIL_KEEP_ALIVE) {
                out.write(KEEP_ALIVE);
                emptyPolls = 0;
            }
            out.flush();
        } while (!isClosing());
    }

    private boolean isClosing() {
        try {
            return closing.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static byte[] event(TimelineEntry entry) {
        return "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(
                        entry.sequence(), entry.type(), LockstepJson.messages().writeValueAsString(entry))
                .getBytes(StandardCharsets.UTF_8);
    }

    // The web server waits for open requests when it stops, so the streams must end earlier.
    @EventListener
    void on(ContextClosedEvent _closing) {
        closing.countDown();
    }

    @Override
    public void destroy() {
        closing.countDown();
    }
}
