package dev.lockstep.coordinator.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Builds problem details with type, title, status, detail and instance. */
final class ProblemDetails {
    private static final String TYPES = "https://lockstep.dev/problems/";

    private static final URI ROOT = URI.create("/");

    private ProblemDetails() {}

    static ProblemDetail of(ProblemType type, String detail, String path) {
        return of(type.status(), type.slug(), detail, path);
    }

    /** A problem without a problem type of its own. Its type is the name of the status. */
    static ProblemDetail of(HttpStatusCode status, String detail, String path) {
        return of(status, slug(status), detail, path);
    }

    private static ProblemDetail of(HttpStatusCode status, String slug, String detail, String path) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(TYPES + slug));
        problem.setTitle(title(slug));
        problem.setInstance(instance(path));
        return problem;
    }

    // Not every path is a URI: two slashes are not, and server.tomcat.relaxed-path-chars can permit brackets.
    private static URI instance(String path) {
        return parse(path)
                .or(() ->
                        parse(path.replaceFirst("^/+", "/").replace("[", "%5B").replace("]", "%5D")))
                .orElse(ROOT);
    }

    private static Optional<URI> parse(String path) {
        try {
            return Optional.of(new URI(path));
        } catch (URISyntaxException _e) {
            return Optional.empty();
        }
    }

    private static String slug(HttpStatusCode status) {
        HttpStatus known = HttpStatus.resolve(status.value());
        return known == null
                ? "status-" + status.value()
                : known.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
    }

    /** The problem as JSON text; the detail must need no escaping. */
    static String json(HttpStatusCode status, String detail) {
        String slug = slug(status);
        return """
                {"type":"%s%s","title":"%s","status":%d,"detail":"%s"}"""
                .formatted(TYPES, slug, title(slug), status.value(), detail);
    }

    /** The body is JSON even if the client does not accept it. Such a client still gets the status code. */
    static <T> ResponseEntity<T> response(HttpStatusCode status, HttpHeaders headers, T problem) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static String title(String slug) {
        String words = slug.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
