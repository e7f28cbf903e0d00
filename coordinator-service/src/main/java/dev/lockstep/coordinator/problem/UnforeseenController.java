package dev.lockstep.coordinator.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What went wrong outside of every controller is a problem detail, too. */
@Hidden
@RestController
class UnforeseenController implements ErrorController {
    private static final int NOT_FOUND = 404;

    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<ProblemDetail> unforeseen(HttpServletRequest request) {
        // Without a status nothing went wrong: somebody asked for this very path.
        Object said = Objects.requireNonNullElse(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE), NOT_FOUND);
        HttpStatusCode status = HttpStatusCode.valueOf((Integer) said);
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return Problems.answer(
                status,
                HttpHeaders.EMPTY,
                Problems.of(
                        status,
                        Problems.slugOf(status),
                        detail(status),
                        path == null ? request.getRequestURI() : path.toString()));
    }

    private static String detail(HttpStatusCode status) {
        if (status.is5xxServerError()) {
            return "the coordinator failed at this request: its log says why";
        }
        return status.value() == NOT_FOUND ? "there is nothing here" : "the request cannot be read";
    }
}
