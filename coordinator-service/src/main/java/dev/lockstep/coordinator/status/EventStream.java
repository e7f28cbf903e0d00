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
 * A timeline as server-sent events: what happened and what happens, until the client goes.
 *
 * <p>It looks into the journal and listens to nobody, so it says the same whichever coordinator the client came to.
 */
class EventStream implements DisposableBean {
    private static final Duration LOOK = Duration.ofMillis(150);
    private static final int LOOKS_UNTIL_A_SIGN_OF_LIFE = 60;
    private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final JdbcTimeline timeline;
    private final CountDownLatch closing = new CountDownLatch(1);

    EventStream(JdbcTimeline timeline) {
        this.timeline = timeline;
    }

    /** Returns when the coordinator stops, and throws when the client has gone. */
    void follow(MigrationId migration, long after, OutputStream out) throws IOException {
        long last = after;
        int quiet = 0;
        do {
            List<TimelineEntry> entries = timeline.after(migration, last);
            for (TimelineEntry entry : entries) {
                out.write(event(entry));
                last = entry.sequence();
            }
            quiet = entries.isEmpty() ? quiet + 1 : 0;
            if (quiet == LOOKS_UNTIL_A_SIGN_OF_LIFE) {
                out.write(SIGN_OF_LIFE);
                quiet = 0;
            }
            out.flush();
        } while (!isClosing());
    }

    private boolean isClosing() {
        try {
            return closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
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

    // Before the web server stops, which would wait for every stream to end.
    @EventListener
    void on(ContextClosedEvent _closing) {
        closing.countDown();
    }

    @Override
    public void destroy() {
        closing.countDown();
    }
}
