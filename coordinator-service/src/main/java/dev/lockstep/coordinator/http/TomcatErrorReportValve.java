package dev.lockstep.coordinator.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/** Writes a problem detail for requests that Tomcat refuses before they reach Spring. */
final class TomcatErrorReportValve extends ErrorReportValve {
    private static final int FIRST_ERROR = 400;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            // The detail is constant, so it needs no escaping.
            response.getReporter().write(ProblemDetails.json(HttpStatusCode.valueOf(status), "malformed HTTP request"));
            response.finishResponse();
        } catch (IOException _e) {
            // The client has closed the connection.
        }
    }
}
