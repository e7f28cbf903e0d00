package dev.lockstep.coordinator.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.lockstep.service.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Renders the templates of the folder {@code pages}. */
final class PageTemplates {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final String FOLDER = "/pages/";
    private final String style = read("style.css");
    // The style stands in the page; its hash permits it and nothing else.
    private final String contentPolicy =
            ("default-src 'none'; style-src 'sha256-%s'; img-src data:; frame-ancestors 'none'; base-uri 'none'; "
                            + "form-action 'self'")
                    .formatted(sha256(style));
    private final Mustache.Compiler compiler =
            Mustache.compiler().emptyStringIsFalse(true).withLoader(PageTemplates::reader);
    private final Template login = compiler.loadTemplate("login.html");
    private final Template start = compiler.loadTemplate("start.html");

    /** @param values by their names in the template */
    ResponseEntity<String> login(HttpStatus status, Map<String, Object> values) {
        return response(status, login, values);
    }

    /** @param values by their names in the template */
    ResponseEntity<String> start(Map<String, Object> values) {
        return response(HttpStatus.OK, start, values);
    }

    private ResponseEntity<String> response(HttpStatus status, Template template, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("style", style);
        return ResponseEntity.status(status)
                .contentType(HTML)
                .header("Content-Security-Policy", contentPolicy)
                // With no-referrer, browsers do not state the origin of a form.
                .header("Referrer-Policy", "same-origin")
                .body(template.execute(all));
    }

    private static Reader reader(String name) {
        return new StringReader(read(name));
    }

    private static String read(String name) {
        try (InputStream resource =
                Objects.requireNonNull(PageTemplates.class.getResourceAsStream(FOLDER + name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In Base64, as the header has it. */
    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.of(text)));
    }
}
