package dev.lockstep.coordinator.problem;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Makes problem details that always have type, title, status, detail and instance. */
final class Problems {
    private static final String TYPES = "https://lockstep.dev/problems/";

    private Problems() {}

    static ProblemDetail of(HttpStatusCode status, String slug, String detail, String path) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(TYPES + slug));
        problem.setTitle(titleOf(slug));
        problem.setInstance(URI.create(path));
        return problem;
    }

    /** Names the kind of problem that a status alone tells. */
    static String slugOf(HttpStatusCode status) {
        HttpStatus known = HttpStatus.resolve(status.value());
        return known == null
                ? "status-" + status.value()
                : known.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
    }

    /** The same as a text, for where nobody else writes JSON; nothing in it may need escaping. */
    static String text(HttpStatusCode status, String slug, String detail) {
        return """
                {"type":"%s%s","title":"%s","status":%d,"detail":"%s"}"""
                .formatted(TYPES, slug, titleOf(slug), status.value(), detail);
    }

    /** In JSON whatever was asked for: who cannot read it still has the status. */
    static <T> ResponseEntity<T> answer(HttpStatusCode status, HttpHeaders headers, T problem) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static String titleOf(String slug) {
        String words = slug.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
