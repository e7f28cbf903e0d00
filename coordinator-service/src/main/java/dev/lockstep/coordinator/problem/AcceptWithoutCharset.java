package dev.lockstep.coordinator.problem;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/** JSON has no charset (RFC 8259): one that is asked for with it is passed over, not answered with a failure to write. */
final class AcceptWithoutCharset implements ContentNegotiationStrategy {
    private static final String CHARSET = "charset";

    private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        return header.resolveMediaTypes(request).stream()
                .map(AcceptWithoutCharset::without)
                .toList();
    }

    private static MediaType without(MediaType type) {
        Map<String, String> parameters = new HashMap<>(type.getParameters());
        parameters.remove(CHARSET);
        return new MediaType(type.getType(), type.getSubtype(), parameters);
    }
}
