package dev.lockstep.benchmark;

import java.util.stream.Stream;

/**
 * The server-sent events of a migration. To close it before its end ends the connection.
 *
 * @param lines of the response, as they arrive
 */
record EventStream(Stream<String> lines) implements AutoCloseable {
    @Override
    public void close() {
        lines.close();
    }
}
