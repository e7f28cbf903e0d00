package dev.lockstep.worker.tool;

import dev.lockstep.worker.Masking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what a tool writes to standard error and keeps the end of it. */
final class ErrorText {
    private static final int MAX_BYTES = 2_000;
    private static final int BUFFER = 4_096;

    private final byte[] end = new byte[MAX_BYTES];
    private long length;

    /** Reads to the end of the stream, so that the tool is never blocked. */
    void read(InputStream errors) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
                add(buffer, count);
            }
        } catch (IOException _processWasEnded) {
            // What was read until then is kept.
        }
    }

    private synchronized void add(byte[] content, int count) {
        for (int index = 0; index < count; index++) {
            end[(int) (length++ % MAX_BYTES)] = content[index];
        }
    }

    /** The last bytes as one line, without the secrets. */
    synchronized String text(List<String> secrets) {
        int kept = (int) Math.min(length, MAX_BYTES);
        byte[] ordered = new byte[kept];
        for (int index = 0; index < kept; index++) {
            ordered[index] = end[(int) ((length - kept + index) % MAX_BYTES)];
        }
        String text = new String(ordered, StandardCharsets.UTF_8);
        if (length > MAX_BYTES) {
            // The kept part can begin within a secret, and none has a line break.
            text = "…" + text.substring(text.indexOf('\n') + 1);
        }
        for (String secret : secrets) {
            text = secret.isEmpty() ? text : text.replace(secret, Masking.MASK);
        }
        return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", " ");
    }
}
