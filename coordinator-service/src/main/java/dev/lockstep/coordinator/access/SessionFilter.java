package dev.lockstep.coordinator.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests by the cookie of a session, unless they have the header Authorization. Browsers send the
 * cookie on their own, so a request that could change something must come from a page of this server.
 */
final class SessionFilter extends OncePerRequestFilter {
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD");
    private static final String HEALTH = "/actuator/health";
    private final Sessions sessions;
    private final FilterProblems problems;
    // From it the context is taken when an event stream continues on another thread.
    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    SessionFilter(Sessions sessions, FilterProblems problems) {
        this.sessions = sessions;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null || isHealth(request.getServletPath());
    }

    // Health is for everybody, and answers during an outage of the database.
    private static boolean isHealth(String path) {
        return path.equals(HEALTH) || path.startsWith(HEALTH + "/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller;
        try {
            caller = SessionCookie.of(request).flatMap(sessions::find);
        } catch (DataAccessException | TransactionException outage) {
            problems.answer(request, response, outage);
            return;
        }
        caller.ifPresent(found -> authenticate(found, request, response));
        if (caller.isPresent() && !READ_METHODS.contains(request.getMethod()) && !SameOrigin.isGiven(request)) {
            problems.answer(request, response, SameOrigin.crossSite());
        } else {
            chain.doFilter(request, response);
        }
    }

    private void authenticate(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }
}
