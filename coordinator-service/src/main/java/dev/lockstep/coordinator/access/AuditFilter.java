package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.audit.AuditTrail;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Audits every request that could change something, whatever its response. */
final class AuditFilter extends OncePerRequestFilter {
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    // It uses POST, because the plan is in its body, but changes nothing.
    private static final String VALIDATION = "/api/v1/plans/validate";
    private static final int MAX_PATH_LENGTH = 500;
    private final AuditTrail audit;

    AuditFilter(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READ_METHODS.contains(request.getMethod())
                || request.getRequestURI().equals(VALIDATION);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        audit.begin(request.getRemoteAddr(), request.getMethod(), path(request));
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            audit.end(Callers.findActing(request).map(Caller::sender).orElse(null), status);
        }
    }

    private static String path(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.length() <= MAX_PATH_LENGTH ? path : path.substring(0, MAX_PATH_LENGTH) + "…";
    }
}
