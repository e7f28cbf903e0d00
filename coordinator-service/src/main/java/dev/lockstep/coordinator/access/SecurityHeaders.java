package dev.lockstep.coordinator.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;

/**
 * Restricts what browsers load for a response, unless the response does it itself: nothing, and for the pages of the
 * API's documentation their own scripts and styles.
 */
final class SecurityHeaders implements HeaderWriter {
    private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    private static final String NOTHING =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    // The documentation has inline styles, and pictures as data.
    private static final String DOCUMENTATION = "default-src 'none'; script-src 'self'; connect-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static final String DOCUMENTATION_PATH = "/swagger-ui/";

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        if (!response.containsHeader(CONTENT_SECURITY_POLICY)) {
            response.setHeader(
                    CONTENT_SECURITY_POLICY,
                    request.getRequestURI().startsWith(DOCUMENTATION_PATH) ? DOCUMENTATION : NOTHING);
        }
    }
}
