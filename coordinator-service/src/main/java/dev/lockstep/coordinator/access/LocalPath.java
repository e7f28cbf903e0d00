package dev.lockstep.coordinator.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of this server, to which the login returns. Never an address of another server: browsers take {@code //host}
 * and {@code /\host} for one.
 */
public record LocalPath(String value) {
    private static final int MAX_LENGTH = 1_000;
    private static final Pattern LOCAL = Pattern.compile("/(?:[A-Za-z0-9._~%=&?+:-][A-Za-z0-9._~%=&?+:/-]*)?");
    // After the pattern that its constructor needs.
    static final LocalPath START = new LocalPath("/");

    /** @throws IllegalArgumentException if the text could be anything else than a path of this server */
    public LocalPath {
        if (!isLocal(value)) {
            throw new IllegalArgumentException("the text is not a path of this server");
        }
    }

    /** The path in a parameter; the start page if the parameter is absent or not a path of this server. */
    public static LocalPath of(@Nullable String text) {
        return text != null && isLocal(text) ? new LocalPath(text) : START;
    }

    /** The path of the login page, which returns to the path of this request. */
    static String loginFor(HttpServletRequest request) {
        String query = Optional.ofNullable(request.getQueryString())
                .map(text -> "?" + text)
                .orElse("");
        LocalPath next = of(request.getRequestURI() + query);
        return next.equals(START) ? "/login" : "/login?next=" + URLEncoder.encode(next.value(), StandardCharsets.UTF_8);
    }

    private static boolean isLocal(String text) {
        return text.length() <= MAX_LENGTH && LOCAL.matcher(text).matches();
    }
}
