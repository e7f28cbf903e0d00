package dev.lockstep.coordinator.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.util.MultiValueMap;

/**
 * The fields of the login page.
 *
 * @param token without white space around it; empty if it is missing
 */
record LoginForm(String token, @Nullable String next) {
    /**
     * Reads the form from the body of a request. The parameters of the request would be read without the limits of its
     * body.
     *
     * @throws org.springframework.http.converter.HttpMessageNotReadableException if the body is not a form
     */
    static LoginForm read(InputStream body) throws IOException {
        MultiValueMap<String, String> fields = new FormHttpMessageConverter().read(null, new Body(body));
        return new LoginForm(
                Optional.ofNullable(fields.getFirst("token")).orElse("").strip(), fields.getFirst("next"));
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return "login form";
    }

    private static final class Body implements HttpInputMessage {
        private final InputStream stream;

        Body(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public InputStream getBody() {
            return stream;
        }

        @Override
        public HttpHeaders getHeaders() {
            return HttpHeaders.EMPTY;
        }
    }
}
