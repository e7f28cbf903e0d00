package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL unchanged and records it as one version in the target's schema history.
 *
 * @param version a Flyway version: numbers separated by dots or underscores
 * @param up the script that applies the step
 * @param down the script that compensates the step; absent only if the step is irreversible
 */
@JsonTypeName(PostgresSql.TYPE)
public record PostgresSql(
        @JsonProperty(required = true) String version, @JsonProperty(required = true) String up, @Nullable String down)
        implements PostgresOperation {
    public static final String TYPE = "postgres.sql";
    private static final Pattern VERSION = Pattern.compile("\\d+([._]\\d+)*");

    public PostgresSql {
        if (!VERSION.matcher(version).matches()) {
            throw InvalidValue.in(
                    "version",
                    "operation.version is \"%s\"; numbers separated by . or _ are expected".formatted(version),
                    "write a version such as 2026.11.28.1");
        }
        if (up.isBlank()) {
            throw InvalidValue.in("up", "operation.up is blank", "write at least one SQL statement");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public PostgresSql resolve(Placeholders placeholders) {
        return this;
    }

    @Override
    public boolean isDoneUnitByUnit() {
        return false;
    }
}
