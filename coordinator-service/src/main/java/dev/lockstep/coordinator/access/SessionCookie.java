package dev.lockstep.coordinator.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/**
 * The cookie with the secret text of a session. Scripts cannot read it, and browsers do not send it with requests of
 * other sites. With HTTPS its name has the prefix {@code __Host-}, so that no other server of the domain can set it.
 */
final class SessionCookie {
    private static final String NAME = "lockstep-session";
    private static final String SECURE_NAME = "__Host-" + NAME;

    private SessionCookie() {}

    /** The secret text in a request. */
    static Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies())
                .map(Arrays::stream)
                .orElseGet(Stream::empty)
                .filter(cookie -> cookie.getName().equals(name(request)))
                .map(Cookie::getValue)
                .findFirst();
    }

    static ResponseCookie create(HttpServletRequest request, String secret, Duration lifetime) {
        return ResponseCookie.from(name(request), secret)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .path("/")
                .maxAge(lifetime)
                .build();
    }

    /** A cookie that makes the browser delete that of the session. */
    static ResponseCookie deletion(HttpServletRequest request) {
        return create(request, "", Duration.ZERO);
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? SECURE_NAME : NAME;
    }
}
