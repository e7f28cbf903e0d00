package dev.lockstep.example.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies of unknown length and bodies above {@link #MAX_BYTES}. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BodyLimitFilter extends OncePerRequestFilter {

    static final int MAX_BYTES = 64 * 1024;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            Problems.write(
                    response,
                    HttpStatus.LENGTH_REQUIRED,
                    "found a body of unknown length, expected the header Content-Length");
        } else if (request.getContentLengthLong() > MAX_BYTES) {
            Problems.write(
                    response,
                    HttpStatus.CONTENT_TOO_LARGE,
                    "the body has %,d bytes, expected at most %,d"
                            .formatted(request.getContentLengthLong(), MAX_BYTES));
        } else {
            chain.doFilter(request, response);
        }
    }
}
