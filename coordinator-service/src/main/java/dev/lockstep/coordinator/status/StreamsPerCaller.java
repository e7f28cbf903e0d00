package dev.lockstep.coordinator.status;

import java.util.HashMap;
import java.util.Map;

/** Counts the open event streams of each caller, so that one caller cannot take the streams of all others. */
final class StreamsPerCaller {
    private final int limit;
    private final Map<String, Integer> open = new HashMap<>();

    StreamsPerCaller(int limit) {
        this.limit = limit;
    }

    /** Counts a stream, unless the caller has as many as it may have. */
    synchronized boolean tryEnter(String caller) {
        int streams = open.getOrDefault(caller, 0);
        if (streams == limit) {
            return false;
        }
        open.put(caller, streams + 1);
        return true;
    }

    synchronized void leave(String caller) {
        open.computeIfPresent(caller, (_caller, streams) -> streams == 1 ? null : streams - 1);
    }
}
