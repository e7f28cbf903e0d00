package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Whether a page of this server sent a request. Browsers state it: on HTTPS and on localhost by {@code Sec-Fetch-Site},
 * and with every request that is not a GET or HEAD by {@code Origin}. Scripts cannot change these headers.
 */
public final class SameOrigin {
    private static final String SITE = "Sec-Fetch-Site";
    private static final String HTTPS = "https";
    private static final Set<String> SCHEMES = Set.of("http", HTTPS);
    private static final Set<Integer> DEFAULT_PORTS = Set.of(-1, 80, 443);

    private SameOrigin() {}

    /**
     * Refuses a request that no page of this server sent.
     *
     * @throws ApiException with the status 403
     */
    public static void require(HttpServletRequest request) {
        if (!isGiven(request)) {
            throw crossSite();
        }
    }

    static ApiException crossSite() {
        return ApiException.of(
                ProblemType.CROSS_SITE_REQUEST,
                "no page of this server sent the request; sign in again, or send the header Authorization: Bearer");
    }

    static boolean isGiven(HttpServletRequest request) {
        String site = request.getHeader(SITE);
        return site == null ? isOwn(request.getHeader(HttpHeaders.ORIGIN), request) : site.equals("same-origin");
    }

    private static boolean isOwn(@Nullable String origin, HttpServletRequest request) {
        if (origin == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            // Behind a proxy that ends TLS, and whose headers are not trusted, the request seems to be one of HTTP.
            return uri.getScheme() != null
                    && (request.isSecure() ? Set.of(HTTPS) : SCHEMES).contains(uri.getScheme())
                    && uri.getHost() != null
                    && authority(uri.getHost(), uri.getPort())
                            .equals(authority(request.getServerName(), request.getServerPort()));
        } catch (IllegalArgumentException _e) {
            return false;
        }
    }

    private static String authority(String host, int port) {
        return host.toLowerCase(Locale.ROOT) + (DEFAULT_PORTS.contains(port) ? "" : ":" + port);
    }
}
