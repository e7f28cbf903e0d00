package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.CommandHeader;
import java.util.List;
import org.slf4j.MDC;

/** What every line says that is logged while a thread works for a dispatch. */
record LogFields(List<MDC.MDCCloseable> fields) implements AutoCloseable {
    static LogFields of(CommandHeader header) {
        return new LogFields(List.of(
                MDC.putCloseable("migration", header.migration().toString()),
                MDC.putCloseable("step", header.step().value()),
                MDC.putCloseable("dispatch", header.dispatch().toString()),
                MDC.putCloseable("target", header.target().value())));
    }

    @Override
    public void close() {
        fields.forEach(MDC.MDCCloseable::close);
    }
}
