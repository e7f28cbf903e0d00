package dev.lockstep.worker.tool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the stores' own tools, under the prefix {@code lockstep.backups.tools}. A tool is {@code auto} (the one on
 * the PATH, if there is one), {@code never}, or an absolute path.
 *
 * @param timeout how long one call may take
 * @param required whether a backup without the file of the tool fails
 */
public record ToolSettings(
        @DefaultValue("auto") String pgDump,
        @DefaultValue("auto") String mongodump,
        @DefaultValue("auto") String redisCli,
        @DefaultValue("1h") Duration timeout,
        @DefaultValue("false") boolean required) {
    static final String AUTO = "auto";
    static final String NEVER = "never";
    private static final String NAME = "lockstep.backups.tools.";

    public ToolSettings {
        requireValid("pg-dump", pgDump);
        requireValid("mongodump", mongodump);
        requireValid("redis-cli", redisCli);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "%stimeout is %s; expected more than 0, such as 1h".formatted(NAME, timeout));
        }
    }

    /** Settings with which no tool is used. */
    public static ToolSettings none() {
        return new ToolSettings(NEVER, NEVER, NEVER, Duration.ofHours(1), false);
    }

    private static void requireValid(String option, String value) {
        if (!value.equals(AUTO) && !value.equals(NEVER) && !isAbsolute(value)) {
            throw new IllegalArgumentException(
                    "%s%s is \"%s\"; expected auto, never or an absolute path".formatted(NAME, option, value));
        }
    }

    private static boolean isAbsolute(String text) {
        try {
            return Path.of(text).isAbsolute();
        } catch (InvalidPathException _notAPath) {
            return false;
        }
    }

    /** The setting of a tool by the name of its program. */
    String of(String tool) {
        return switch (tool) {
            case "pg_dump" -> pgDump;
            case "mongodump" -> mongodump;
            case "redis-cli" -> redisCli;
            default -> throw new IllegalArgumentException("there is no setting for the tool %s".formatted(tool));
        };
    }
}
