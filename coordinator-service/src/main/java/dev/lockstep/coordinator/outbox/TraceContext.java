package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.CommandHeader;
import java.util.Map;

/** Builds the W3C trace context of a command. The trace is the migration, and the span is the dispatch. */
final class TraceContext {
    private TraceContext() {}

    static Map<String, String> headers(CommandHeader header) {
        String trace = header.migration().toString().replace("-", "");
        return Map.of(
                "traceparent",
                "00-%s-%016x-01".formatted(trace, header.dispatch().value()));
    }
}
