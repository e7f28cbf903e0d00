package dev.lockstep.coordinator.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/** What the server turns away before Spring sees it, a path or a header that HTTP does not allow, is a problem detail. */
final class TomcatProblemReport extends ErrorReportValve {
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
            response.getReporter().write(problem(HttpStatusCode.valueOf(status)));
            response.finishResponse();
        } catch (IOException _e) {
            // Who asked has gone.
        }
    }

    // Nothing of the request is in it, so nothing has to be escaped.
    private static String problem(HttpStatusCode status) {
        return Problems.text(status, Problems.slugOf(status), "the request is none that HTTP allows");
    }
}
