package dev.lockstep.coordinator.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.json.LockstepJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Exports entries as CloudEvents 1.0 in the JSON batch format. */
public final class AuditExport {
    private static final String TYPE = "dev.lockstep.audit.request";
    private static final String SOURCE = "/lockstep/coordinator";
    private final JdbcAuditTrail trail;

    AuditExport(JdbcAuditTrail trail) {
        this.trail = trail;
    }

    /**
     * One entry as a CloudEvent.
     *
     * @param sequence from 1 and without gaps; the value of {@code after} for the next entries
     * @param hash the SHA-256 of the hash of the entry before it and of the text of this one, in hexadecimal
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AuditEvent(
            String specversion,
            String id,
            String source,
            String type,
            @Nullable String subject,
            String time,
            String datacontenttype,
            String sequence,
            String hash,
            @Schema(implementation = AuditEntry.class) JsonNode data) {}

    public List<AuditEvent> after(long sequence, int limit) {
        return trail.after(sequence, limit).stream().map(AuditExport::event).toList();
    }

    /** The text as JSON; a text that somebody has changed into something else is exported as it is. */
    private static JsonNode data(String text) {
        try {
            return LockstepJson.messages().readTree(text);
        } catch (JacksonException _e) {
            return StringNode.valueOf(text);
        }
    }

    private static AuditEvent event(JdbcAuditTrail.ChainedEntry entry) {
        JsonNode data = data(entry.text());
        String sequence = Long.toString(entry.sequence());
        return new AuditEvent(
                "1.0",
                sequence,
                SOURCE,
                TYPE,
                data.path("subject").asStringOpt().orElse(null),
                data.path("at").asString(""),
                "application/json",
                sequence,
                entry.hash(),
                data);
    }
}
