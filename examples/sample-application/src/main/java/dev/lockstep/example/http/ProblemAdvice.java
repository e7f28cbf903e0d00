package dev.lockstep.example.http;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers exceptions of controllers with problem details. It comes before Spring's own handler. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** The last one is what Spring makes of a refusal of the Redis driver, which is not connected. */
    private static final List<Class<?>> MAY_WORK_LATER = List.of(
            TransientDataAccessException.class,
            DataAccessResourceFailureException.class,
            UncategorizedDataAccessException.class);

    @ExceptionHandler
    ProblemDetail invalid(InvalidRequest e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }

    /** The body is no JSON, or its record refuses its values. */
    @ExceptionHandler
    ProblemDetail unreadableBody(HttpMessageNotReadableException e) {
        String detail = e.getRootCause() instanceof InvalidRequest invalid
                ? invalid.getMessage()
                : "the body is not the JSON that was expected";
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
    }

    @ExceptionHandler
    ProblemDetail unreadable(UnreadableData e) {
        LOG.warn("Stored data cannot be read", e);
        return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail refused(DataIntegrityViolationException e) {
        LOG.info("A store refused a write: {}", e.getMostSpecificCause().getMessage());
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT, "the store refused the write, because it refers to something that does not exist");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(DataAccessException e) {
        LOG.warn("A store failed", e);
        boolean mayWorkLater = MAY_WORK_LATER.stream().anyMatch(type -> type.isInstance(e));
        return mayWorkLater
                ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS)
                        .body(problem(HttpStatus.SERVICE_UNAVAILABLE, "a store does not answer"))
                : ResponseEntity.internalServerError()
                        .body(problem(HttpStatus.INTERNAL_SERVER_ERROR, "a store refused the request; see the log"));
    }

    private static ProblemDetail problem(HttpStatus status, String detail) {
        return ProblemDetail.forStatusAndDetail(status, detail);
    }
}
