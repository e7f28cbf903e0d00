package dev.lockstep.worker.dispatch;

import java.util.List;
import java.util.Map;

/** The W3C trace headers of a command, passed on with every report on it, so that one trace spans the migration. */
public record TraceContext(Map<String, String> headers) {
    public static final List<String> NAMES = List.of("traceparent", "tracestate");
    public static final TraceContext NONE = new TraceContext(Map.of());

    public TraceContext {
        headers = Map.copyOf(headers);
    }
}
