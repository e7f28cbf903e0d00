package dev.lockstep.coordinator.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
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

/** Turns every refusal and every outage into a problem detail. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal, HttpServletRequest request) {
        ProblemDetail problem = Problems.of(
                refusal.status(), refusal.slug(), String.valueOf(refusal.getMessage()), request.getRequestURI());
        return Problems.answer(refusal.status(), HttpHeaders.EMPTY, with(problem, refusal.mistakes()));
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        TransactionException.class
    })
    ResponseEntity<ProblemDetail> away(Exception outage, HttpServletRequest request) {
        LOG.atWarn()
                .addKeyValue("path", request.getRequestURI())
                .setCause(outage)
                .log("The database is away");
        ProblemDetail problem = Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database-away",
                "the coordinator's database cannot be reached: try again",
                request.getRequestURI());
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return Problems.answer(HttpStatus.SERVICE_UNAVAILABLE, headers, problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return said(status, Problems.slugOf(status), "there is nothing at %s".formatted(path(request)), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = "%s is %s: it cannot be read as %s"
                .formatted(ex.getPropertyName(), ex.getValue(), ex.getRequiredType());
        return said(status, "bad-query", detail, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem =
                Problems.of(status, "unreadable-request", "the request's body cannot be read", path(request));
        Mistake mistake = ex.getCause() instanceof JacksonException cause
                ? UnreadableBody.mistake(cause)
                : Mistake.of("", "it is missing, or no JSON in UTF-8", "send a JSON object");
        return Problems.answer(status, headers, with(problem, List.of(mistake)));
    }

    /** What Spring itself refuses: a method, a type, an Accept header. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = body instanceof ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : HttpStatus.valueOf(status.value()).getReasonPhrase();
        return Problems.answer(status, headers, Problems.of(status, Problems.slugOf(status), detail, path(request)));
    }

    private static ResponseEntity<Object> said(HttpStatusCode status, String slug, String detail, WebRequest request) {
        return Problems.answer(status, HttpHeaders.EMPTY, Problems.of(status, slug, detail, path(request)));
    }

    private static ProblemDetail with(ProblemDetail problem, List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            problem.setProperty("errors", mistakes);
        }
        return problem;
    }

    private static String path(WebRequest request) {
        return ((ServletWebRequest) request).getRequest().getRequestURI();
    }
}
