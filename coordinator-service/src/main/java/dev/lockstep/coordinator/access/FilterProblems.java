package dev.lockstep.coordinator.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers requests that a filter refuses as the API answers those that a controller refuses. */
final class FilterProblems {
    private final HandlerExceptionResolver resolver;

    FilterProblems(HandlerExceptionResolver resolver) {
        this.resolver = resolver;
    }

    /** Answers with a problem detail, or with the status 500 if none can be built. */
    void answer(HttpServletRequest request, HttpServletResponse response, Exception problem) throws IOException {
        if (resolver.resolveException(request, response, null, problem) == null && !response.isCommitted()) {
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }
}
