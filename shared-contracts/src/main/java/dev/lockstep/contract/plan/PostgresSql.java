package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL run as written, under one version of the target's schema history.
 *
 * @param version a Flyway version: numbers with dots or underscores between them
 * @param up the script that applies
 * @param down the script that compensates; absent only on an irreversible step
 */
@JsonTypeName(PostgresSql.TYPE)
public record PostgresSql(
        @JsonProperty(required = true) String version, @JsonProperty(required = true) String up, @Nullable String down)
        implements PostgresOperation {
    public static final String TYPE = "postgres.sql";
    private static final Pattern VERSION = Pattern.compile("\\d+([._]\\d+)*");

    public PostgresSql {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "version %s is not numbers with dots or underscores between them".formatted(version));
        }
        if (up.isBlank()) {
            throw new IllegalArgumentException("up is blank: a step applies something");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
