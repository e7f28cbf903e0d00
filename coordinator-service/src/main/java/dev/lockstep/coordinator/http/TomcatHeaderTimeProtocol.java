package dev.lockstep.coordinator.http;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 with a limit for the time of all headers of a request. Tomcat itself only limits the time between two bytes,
 * so a client could hold a connection for days by sending its headers slowly.
 *
 * <p>Tomcat creates it by the name of the class.
 */
public final class TomcatHeaderTimeProtocol extends Http11NioProtocol {
    private volatile long limitNanos = Long.MAX_VALUE;

    void setHeaderTime(Duration limit) {
        limitNanos = limit.toNanos();
    }

    @Override
    protected Processor createProcessor() {
        return new LimitedProcessor();
    }

    private final class LimitedProcessor extends Http11Processor {
        LimitedProcessor() {
            super(TomcatHeaderTimeProtocol.this, TomcatHeaderTimeProtocol.this.getAdapter());
        }

        /** Is called for each part of the headers that arrives, until they are complete. */
        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            SocketState state = super.service(socket);
            // Asynchronous requests have the same state.
            boolean isIncomplete = state == SocketState.LONG && !isAsync();
            return isIncomplete && System.nanoTime() - request.getStartTimeNanos() > limitNanos
                    ? SocketState.CLOSED
                    : state;
        }
    }
}
