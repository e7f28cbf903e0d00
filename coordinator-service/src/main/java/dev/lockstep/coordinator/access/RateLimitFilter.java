package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses the requests of a client that sends too many. Before authentication the client is a network address, so that
 * requests without a valid token do not reach the database either; after it, it is the caller.
 */
final class RateLimitFilter extends OncePerRequestFilter {
    private final RequestRates rates;
    private final Function<HttpServletRequest, String> client;
    private final FilterProblems problems;

    RateLimitFilter(RequestRates rates, Function<HttpServletRequest, String> client, FilterProblems problems) {
        this.rates = rates;
        this.client = client;
        this.problems = problems;
    }

    // Each of the two filters of a chain counts each request once.
    @Override
    protected String getAlreadyFilteredAttributeName() {
        return "%s.%d".formatted(RateLimitFilter.class.getName(), System.identityHashCode(this));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        OptionalLong wait = rates.secondsToWait(client.apply(request));
        if (wait.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.getAsLong()));
        problems.answer(
                request,
                response,
                ApiException.of(
                        ProblemType.TOO_MANY_REQUESTS,
                        "too many requests; repeat the request after %d s".formatted(wait.getAsLong())));
    }
}
