package dev.lockstep.example.maintenance;

import dev.lockstep.example.http.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts requests that write, and refuses them in maintenance mode. */
final class WriteFilter extends OncePerRequestFilter {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final MaintenanceMode mode;

    WriteFilter(MaintenanceMode mode) {
        this.mode = mode;
    }

    // The servlet path is decoded, as the controllers match it: /%61pi is /api.
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READS.contains(request.getMethod()) || !request.getServletPath().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!mode.beginWrite()) {
            Problems.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "the application is in maintenance mode and refuses writes; it answers reads");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            mode.endWrite();
        }
    }
}
