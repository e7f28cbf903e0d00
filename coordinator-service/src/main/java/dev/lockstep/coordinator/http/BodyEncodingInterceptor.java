package dev.lockstep.coordinator.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses bodies that are compressed or not in UTF-8. */
final class BodyEncodingInterceptor implements HandlerInterceptor {
    private static final Set<Charset> SUPPORTED = Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding is \"%s\"; send the body uncompressed".formatted(encoding));
        }
        Charset charset = charset(request.getContentType());
        if (charset != null && !SUPPORTED.contains(charset)) {
            throw unsupported("the charset is \"%s\"; send the body in UTF-8".formatted(charset));
        }
        return true;
    }

    private static @Nullable Charset charset(@Nullable String contentType) {
        try {
            return contentType == null
                    ? null
                    : MediaType.parseMediaType(contentType).getCharset();
        } catch (InvalidMediaTypeException _e) {
            throw unsupported(
                    "Content-Type is \"%s\"; send application/yaml or application/json".formatted(contentType));
        }
    }

    private static ApiException unsupported(String detail) {
        return ApiException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
    }
}
