package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Streams the timeline of a migration as server-sent events: first the past events, then each new event. The stream
 * ends after the outcome of the last round, and at a certain age, so that a revoked token follows nothing for longer. A
 * client that connects again with the id of its last event continues behind it.
 */
class EventStream implements DisposableBean {
    static final int MAX_CLIENTS = 256;
    static final int MAX_PER_CALLER = 64;
    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(10);
    private final TimelineFeeds feeds;
    private final Duration maxAge;
    private final Semaphore clients = new Semaphore(MAX_CLIENTS);
    private final StreamsPerCaller callers = new StreamsPerCaller(MAX_PER_CALLER);
    private volatile boolean isClosing;

    /**
     * @param maxAge after which a stream ends
     */
    EventStream(TimelineFeeds feeds, Duration maxAge) {
        this.feeds = feeds;
        this.maxAge = maxAge;
    }

    /** The response of one client. */
    interface Response {
        /** Starts the response, once it is certain that there is a stream. */
        OutputStream start() throws IOException;
    }

    /**
     * Writes the events after a sequence number until the stream ends.
     *
     * @param caller the id of the caller
     * @throws ApiException if too many clients are connected
     * @throws IOException if the client has disconnected
     */
    void write(String caller, MigrationId migration, long afterSequence, Response response) throws IOException {
        if (!callers.tryEnter(caller)) {
            throw ApiException.of(
                    ProblemType.TOO_MANY_STREAMS,
                    "the caller follows events %d times already; follow the migration with GET /api/v1/migrations/%s"
                            .formatted(MAX_PER_CALLER, migration));
        }
        try {
            write(migration, afterSequence, response);
        } finally {
            callers.leave(caller);
        }
    }

    private void write(MigrationId migration, long afterSequence, Response response) throws IOException {
        if (!clients.tryAcquire()) {
            throw ApiException.of(
                    ProblemType.TOO_MANY_STREAMS,
                    "%d clients follow events already; follow the migration with GET /api/v1/migrations/%s"
                            .formatted(MAX_CLIENTS, migration));
        }
        try {
            follow(migration, afterSequence, response);
        } finally {
            clients.release();
        }
    }

    private void follow(MigrationId migration, long afterSequence, Response response) throws IOException {
        TimelineFeed feed = feeds.follow(migration);
        try {
            write(feed, afterSequence, response.start());
        } finally {
            feeds.leave(feed);
        }
    }

    private void write(TimelineFeed feed, long afterSequence, OutputStream out) throws IOException {
        long start = System.nanoTime();
        EventBatch batch = EventBatch.of(feed.read(afterSequence), afterSequence);
        while (true) {
            batch.writeTo(out);
            boolean isOld = System.nanoTime() - start >= maxAge.toNanos();
            boolean isOver = batch.endsRound() && !feed.hasEventsAfter(batch.last());
            if (isOver || isOld || isClosing || Thread.currentThread().isInterrupted()) {
                return;
            }
            batch = next(feed, batch, keepAlive(start));
        }
    }

    // A stream without events ends at its age, too.
    private Duration keepAlive(long start) {
        Duration rest = maxAge.minusNanos(System.nanoTime() - start).plusMillis(1);
        return rest.compareTo(KEEP_ALIVE_INTERVAL) < 0 ? rest : KEEP_ALIVE_INTERVAL;
    }

    private static EventBatch next(TimelineFeed feed, EventBatch batch, Duration limit) {
        try {
            return EventBatch.of(feed.await(batch.last(), limit), batch.last());
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return EventBatch.of(List.of(), batch.last());
        }
    }

    // The web server waits for open requests when it stops, so the streams must end earlier.
    @EventListener
    void on(ContextClosedEvent _closing) {
        close();
    }

    @Override
    public void destroy() {
        close();
    }

    private void close() {
        isClosing = true;
        feeds.close();
    }
}
