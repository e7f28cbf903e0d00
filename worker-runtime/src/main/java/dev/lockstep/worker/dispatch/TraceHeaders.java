package dev.lockstep.worker.dispatch;

import java.util.List;
import java.util.Map;

/** The W3C trace headers of a command; all reports on it carry the same headers. */
public record TraceHeaders(Map<String, String> headers) {
    public static final List<String> NAMES = List.of("traceparent", "tracestate");
    public static final TraceHeaders NONE = new TraceHeaders(Map.of());

    public TraceHeaders {
        headers = Map.copyOf(headers);
    }
}
