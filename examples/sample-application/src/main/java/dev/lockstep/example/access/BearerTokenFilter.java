package dev.lockstep.example.access;

import dev.lockstep.example.http.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request change the maintenance, or post to the team chat, only with the token. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BearerTokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";
    private static final Set<String> PROTECTED = Set.of("/maintenance", "/team-chat");

    private final boolean isConfigured;
    private final byte[] expected;

    BearerTokenFilter(AccessSettings settings) {
        this.isConfigured = !settings.token().isBlank();
        this.expected = hash(settings.token());
    }

    // The servlet path is decoded, as the controllers match it: /%6Daintenance is /maintenance.
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return HttpMethod.GET.matches(request.getMethod()) || !PROTECTED.contains(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isPermitted(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, SCHEME.strip());
        Problems.write(
                response,
                HttpStatus.UNAUTHORIZED,
                isConfigured
                        ? "found no valid token, expected the header Authorization: Bearer TOKEN"
                        : "this application has no token, expected one in the variable SAMPLE_ACCESS_TOKEN");
    }

    private boolean isPermitted(@Nullable String header) {
        return isConfigured
                && header != null
                && header.startsWith(SCHEME)
                && MessageDigest.isEqual(expected, hash(header.substring(SCHEME.length())));
    }

    // Hashes have the same length, so the comparison does not show how long the token is.
    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
