package dev.lockstep.coordinator.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits the size of a request's body, and the time in which it must arrive. */
final class LimitedBodyFilter extends OncePerRequestFilter {
    /** A plan or schema has at most 1 MiB, which is checked with a message of its own. */
    private static final int MAX_BYTES = 1024 * 1024 + 1;

    private static final int MAX_JSON_BYTES = 64 * 1024;
    private final Duration maxTime;

    /**
     * @param maxTime in which a body must arrive
     */
    LimitedBodyFilter(Duration maxTime) {
        this.maxTime = maxTime;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean isLarge = path.equals("/api/v1/migrations")
                || path.equals("/api/v1/plans/validate")
                || path.endsWith("/schema-difference");
        chain.doFilter(new LimitedRequest(request, isLarge ? MAX_BYTES : MAX_JSON_BYTES, maxTime), response);
    }

    private static final class LimitedRequest extends HttpServletRequestWrapper {
        private final int limit;
        private final Duration maxTime;
        private final long start = System.nanoTime();

        LimitedRequest(HttpServletRequest request, int limit, Duration maxTime) {
            super(request);
            this.limit = limit;
            this.maxTime = maxTime;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedBody(super.getInputStream(), limit, start, maxTime);
        }
    }

    private static final class LimitedBody extends ServletInputStream {
        private final ServletInputStream body;
        private final int limit;
        private final long start;
        private final Duration maxTime;
        private long read;

        LimitedBody(ServletInputStream body, int limit, long start, Duration maxTime) {
            this.body = body;
            this.limit = limit;
            this.start = start;
            this.maxTime = maxTime;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = body.read(target, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) {
            read += bytes;
            if (read > limit) {
                throw ApiException.of(
                        ProblemType.BODY_TOO_LARGE, "the body exceeds the limit of %d bytes".formatted(limit));
            }
            if (System.nanoTime() - start > maxTime.toNanos()) {
                throw ApiException.of(
                        ProblemType.BODY_TOO_SLOW,
                        "the body was not received within %d s".formatted(maxTime.toSeconds()));
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
