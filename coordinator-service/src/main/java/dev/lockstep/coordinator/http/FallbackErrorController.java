package dev.lockstep.coordinator.http;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers errors that occur outside of the controllers with a problem detail. */
@Hidden
@RestController
class FallbackErrorController implements ErrorController {
    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        // Without a status there was no error: a client has requested the error path itself.
        Object code = Objects.requireNonNullElse(
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE), HttpStatus.NOT_FOUND.value());
        HttpStatusCode status = HttpStatusCode.valueOf((Integer) code);
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return ProblemDetails.response(
                status, HttpHeaders.EMPTY, problem(status, path == null ? request.getRequestURI() : path.toString()));
    }

    private static ProblemDetail problem(HttpStatusCode status, String path) {
        return status.isSameCodeAs(HttpStatus.REQUEST_TIMEOUT)
                ? ProblemDetails.of(ProblemType.BODY_TOO_SLOW, "the client has stopped sending the body", path)
                : ProblemDetails.of(status, detail(status), path);
    }

    private static String detail(HttpStatusCode status) {
        if (status.is5xxServerError()) {
            return "the coordinator failed to handle the request; its log has the cause";
        }
        return status.isSameCodeAs(HttpStatus.NOT_FOUND)
                ? "there is no resource at this path"
                : "the request cannot be read";
    }
}
