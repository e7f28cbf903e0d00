package dev.lockstep.coordinator.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/** Ignores a charset in {@code Accept}: JSON is always UTF-8 (RFC 8259). */
final class CharsetIgnoringNegotiation implements ContentNegotiationStrategy {
    private static final String CHARSET = "charset";
    private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        return header.resolveMediaTypes(request).stream()
                .map(CharsetIgnoringNegotiation::withoutCharset)
                .toList();
    }

    private static MediaType withoutCharset(MediaType type) {
        Map<String, String> parameters = new HashMap<>(type.getParameters());
        parameters.remove(CHARSET);
        return new MediaType(type.getType(), type.getSubtype(), parameters);
    }
}
