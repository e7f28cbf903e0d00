package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.CommandHeader;
import java.util.List;
import org.slf4j.MDC;

/** Adds the ids of a dispatch, and who requested it, to all log lines of the current thread until closed. */
record DispatchLogContext(List<MDC.MDCCloseable> fields) implements AutoCloseable {
    static DispatchLogContext of(CommandHeader header) {
        return new DispatchLogContext(List.of(
                MDC.putCloseable("migration", header.migration().toString()),
                MDC.putCloseable("step", header.step().value()),
                MDC.putCloseable("dispatch", header.dispatch().toString()),
                MDC.putCloseable("target", header.target().value()),
                MDC.putCloseable("requester", String.valueOf(header.requester()))));
    }

    @Override
    public void close() {
        fields.forEach(MDC.MDCCloseable::close);
    }
}
