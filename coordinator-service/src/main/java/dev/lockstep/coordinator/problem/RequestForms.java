package dev.lockstep.coordinator.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;

/** Bodies are plain UTF-8: what says of itself that it is something else is not guessed at. */
final class RequestForms implements HandlerInterceptor {
    private static final Set<Charset> READ = Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding is %s: send the body as it is".formatted(encoding));
        }
        Charset charset = charset(request.getContentType());
        if (charset != null && !READ.contains(charset)) {
            throw unsupported("charset is %s: send the body in UTF-8".formatted(charset));
        }
        return true;
    }

    private static @Nullable Charset charset(@Nullable String contentType) {
        try {
            return contentType == null
                    ? null
                    : MediaType.parseMediaType(contentType).getCharset();
        } catch (InvalidMediaTypeException _e) {
            throw unsupported("Content-Type is %s: it cannot be read".formatted(contentType));
        }
    }

    private static Refusal unsupported(String detail) {
        return Refusal.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail);
    }
}
