package dev.lockstep.coordinator.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.http.HttpHeaders;

/**
 * Reads what is left of a body after the response, as Tomcat would, but no longer than a body may take. Tomcat has no
 * limit for this time, so a client without a token could hold a thread by sending a body slowly that nobody reads.
 */
final class TomcatUnreadBodyValve extends ValveBase {
    private final Duration limit;

    TomcatUnreadBodyValve(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        long start = System.nanoTime();
        getNext().invoke(request, response);
        // Tomcat closes the connection itself if the client waits for permission to send the body.
        if (!request.isAsync() && !isRead(request) && request.getHeader(HttpHeaders.EXPECT) == null) {
            response.finishResponse();
            if (!readRest(request, start)) {
                response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            }
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean isRead = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
        return isRead.get();
    }

    /** Returns whether the whole body was read. */
    private boolean readRest(Request request, long start) {
        int maxSwallow = ((AbstractHttp11Protocol<?>) request.getConnector().getProtocolHandler()).getMaxSwallowSize();
        // Tomcat has no limit of the size if it is negative.
        long remaining = maxSwallow < 0 ? Long.MAX_VALUE : maxSwallow;
        // The stream of the request can be closed already.
        org.apache.coyote.Request body = request.getCoyoteRequest();
        DiscardedBytes discarded = new DiscardedBytes();
        try {
            // A body of exactly the limit has its end after the last byte that may be read.
            while (remaining >= 0 && System.nanoTime() - start < limit.toNanos()) {
                int count = body.doRead(discarded);
                if (count < 0) {
                    return true;
                }
                remaining -= count;
            }
        } catch (IOException _e) {
            // The client has stopped sending, or has closed the connection.
        }
        return false;
    }

    private static final class DiscardedBytes implements ApplicationBufferHandler {
        private ByteBuffer last = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            last = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return last;
        }

        @Override
        public void expand(int _size) {}
    }
}
