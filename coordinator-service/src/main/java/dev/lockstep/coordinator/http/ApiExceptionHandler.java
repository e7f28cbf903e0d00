package dev.lockstep.coordinator.http;

import dev.lockstep.coordinator.database.JdbcErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Answers refused requests and outages with problem details. */
@RestControllerAdvice
final class ApiExceptionHandler extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ApiExceptionHandler.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ApiException exception, HttpServletRequest request) {
        ProblemDetail problem =
                ProblemDetails.of(exception.type(), String.valueOf(exception.getMessage()), request.getRequestURI());
        HttpStatus status = exception.type().status();
        return ProblemDetails.response(
                status,
                status == HttpStatus.SERVICE_UNAVAILABLE ? retryAfter() : HttpHeaders.EMPTY,
                withErrors(problem, exception.errors()));
    }

    private static HttpHeaders retryAfter() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return headers;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> databaseError(RuntimeException error, HttpServletRequest request) {
        return JdbcErrors.isOutage(error) ? unavailable(error, request) : failed(error, request);
    }

    private static ResponseEntity<ProblemDetail> failed(RuntimeException error, HttpServletRequest request) {
        LOG.atError()
                .addKeyValue("path", request.getRequestURI())
                .setCause(error)
                .log("Could not handle a request");
        HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
        return ProblemDetails.response(
                status,
                HttpHeaders.EMPTY,
                ProblemDetails.of(
                        status,
                        "the coordinator failed to handle the request; its log has the cause",
                        request.getRequestURI()));
    }

    private static ResponseEntity<ProblemDetail> unavailable(RuntimeException outage, HttpServletRequest request) {
        LOG.atWarn()
                .addKeyValue("path", request.getRequestURI())
                .setCause(outage)
                .log("Answered a request with 503 because the database is not available");
        ProblemDetail problem = ProblemDetails.of(
                ProblemType.DATABASE_UNAVAILABLE,
                "the coordinator's database is not reachable or read-only; retry in %s seconds"
                        .formatted(RETRY_AFTER_SECONDS),
                request.getRequestURI());
        return ProblemDetails.response(HttpStatus.SERVICE_UNAVAILABLE, retryAfter(), problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return response(ProblemType.NOT_FOUND, "there is no resource at \"%s\"".formatted(path(request)), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String expected = ex.getRequiredType() == int.class ? "a whole number" : String.valueOf(ex.getRequiredType());
        String detail = "%s is \"%s\"; %s is expected".formatted(ex.getPropertyName(), ex.getValue(), expected);
        return response(ProblemType.INVALID_QUERY, detail, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof ApiException refusal) {
            return response(refusal.type(), String.valueOf(refusal.getMessage()), request);
        }
        ProblemDetail problem =
                ProblemDetails.of(ProblemType.UNREADABLE_BODY, "the body cannot be read", path(request));
        ErrorDetail error = ex.getCause() instanceof JacksonException cause
                ? BodyErrors.of(cause)
                : ErrorDetail.of("", "the body is missing or is not JSON in UTF-8", BodyErrors.HINT);
        return ProblemDetails.response(status, headers, withErrors(problem, List.of(error)));
    }

    /** Handles refusals by Spring, such as of a method, a content type or an Accept header. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = body instanceof ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : HttpStatus.valueOf(status.value()).getReasonPhrase();
        return ProblemDetails.response(status, headers, ProblemDetails.of(status, detail, path(request)));
    }

    private static ResponseEntity<Object> response(ProblemType type, String detail, WebRequest request) {
        return ProblemDetails.response(
                type.status(), HttpHeaders.EMPTY, ProblemDetails.of(type, detail, path(request)));
    }

    private static ProblemDetail withErrors(ProblemDetail problem, List<ErrorDetail> errors) {
        if (!errors.isEmpty()) {
            problem.setProperty("errors", errors);
        }
        return problem;
    }

    private static String path(WebRequest request) {
        return ((ServletWebRequest) request).getRequest().getRequestURI();
    }
}
