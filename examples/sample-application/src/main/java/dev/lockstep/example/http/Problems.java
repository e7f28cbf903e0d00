package dev.lockstep.example.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem details from filters, where Spring MVC does not do it. */
public final class Problems {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Problems() {}

    /** The seconds after which a client may try again. */
    public static final String RETRY_AFTER_SECONDS = "5";

    public static void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        Map<String, Object> problem =
                Map.of("status", status.value(), "title", status.getReasonPhrase(), "detail", detail);
        response.getOutputStream().write(MAPPER.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
    }
}
