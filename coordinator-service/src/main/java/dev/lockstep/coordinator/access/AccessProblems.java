package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Answers requests without a valid token with 401, and those that are not permitted with 403, as problem details. All
 * invalid tokens get the same response, so it does not reveal why a token is invalid. A person who opens a page in a
 * browser is led to the login instead.
 */
final class AccessProblems implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD");
    private final FilterProblems problems;

    AccessProblems(FilterProblems problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        if (isNavigation(request)) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader(HttpHeaders.LOCATION, LocalPath.loginFor(request));
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        problems.answer(
                request,
                response,
                ApiException.of(
                        ProblemType.UNAUTHENTICATED,
                        "the request has no valid token; send the header Authorization: Bearer with a token"));
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        if (!(exception instanceof AuthenticationServiceException)) {
            commence(request, response, exception);
        } else if (exception.getCause() instanceof DataAccessException outage) {
            problems.answer(request, response, outage);
        } else {
            problems.answer(
                    request,
                    response,
                    ApiException.of(
                            ProblemType.IDENTITY_PROVIDER_UNAVAILABLE,
                            "the keys of the identity provider cannot be read, so the token cannot be checked"));
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception)
            throws IOException {
        problems.answer(request, response, Caller.forbidden());
    }

    /** Whether a person opens the page in a browser. */
    private static boolean isNavigation(HttpServletRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        String mode = request.getHeader("Sec-Fetch-Mode");
        return READ_METHODS.contains(request.getMethod())
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && accepted != null
                && accepted.contains(MediaType.TEXT_HTML_VALUE)
                && (mode == null || mode.equals("navigate"));
    }
}
