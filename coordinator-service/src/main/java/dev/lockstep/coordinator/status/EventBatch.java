package dev.lockstep.coordinator.status;

import dev.lockstep.contract.json.LockstepJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Events of one read, as server-sent events. A stream keeps only their text while it writes, because a slow client can
 * take long, and the parsed events need several times as much memory.
 */
final class EventBatch {
    private static final byte[] KEEP_ALIVE = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private final byte[] text;
    private final long last;
    private final boolean endsRound;

    private EventBatch(byte[] text, long last, boolean endsRound) {
        this.text = text;
        this.last = last;
        this.endsRound = endsRound;
    }

    /**
     * The events after a sequence number, or a comment that keeps the connection open if there are none.
     */
    static EventBatch of(List<TimelineEntry> entries, long after) {
        if (entries.isEmpty()) {
            return new EventBatch(KEEP_ALIVE, after, false);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        entries.forEach(entry -> text.writeBytes(event(entry)));
        return new EventBatch(
                text.toByteArray(),
                entries.getLast().sequence(),
                entries.getLast().endsRound());
    }

    private static byte[] event(TimelineEntry entry) {
        return "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(
                        entry.sequence(), entry.type(), LockstepJson.messages().writeValueAsString(entry))
                .getBytes(StandardCharsets.UTF_8);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(text);
        out.flush();
    }

    /** The sequence of the last event. */
    long last() {
        return last;
    }

    /** Whether the last event is the outcome of a round. */
    boolean endsRound() {
        return endsRound;
    }
}
