package dev.lockstep.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The store's own backup tool, such as {@code pg_dump}. It adds one file to a backup, for people; a restore does not read
 * it.
 */
public interface StoreTool {
    /** Name of the program. */
    String name();

    /** Name of the file in the backup: up to 100 of {@code a-z 0-9 . _ -}. */
    String fileName();

    /**
     * Says why a tool of this version cannot be used with the server; empty if it can.
     *
     * @param version as the tool prints it, such as {@code 15.18}
     */
    Optional<String> mismatch(String version);

    /**
     * Prepares one call, which writes the file to standard output.
     *
     * @param files takes files with credentials; it is deleted after the call
     * @throws ToolUnusable if the tool cannot reach the server with the settings of the target
     */
    ToolCall call(PrivateFiles files);

    /** Whether the tool has an older major version than the server. */
    static boolean isOlder(String tool, String server) {
        return major(tool) < major(server);
    }

    private static int major(String version) {
        Matcher number = Pattern.compile("\\d{1,6}").matcher(version);
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }

    /**
     * One call of the tool. Other users of the machine can see the arguments, so they contain no credentials.
     *
     * @param environment added to {@code PATH}, {@code HOME} and {@code LC_ALL}; nothing else of the worker's environment
     *     reaches the tool
     * @param secrets what its error output must not show
     */
    record ToolCall(List<String> arguments, Map<String, String> environment, List<String> secrets) {
        public ToolCall {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
            secrets = List.copyOf(secrets);
        }

        /** Contains no credentials. */
        @Override
        public String toString() {
            return String.join(" ", arguments);
        }
    }

    /** A directory that only the user of the worker can read. */
    interface PrivateFiles {
        /** Writes a file that only the user of the worker can read, and returns its path. */
        Path write(String name, String content);
    }

    /** The tool does not make a file. The message says why, and contains no credentials. */
    final class ToolUnusable extends RuntimeException {
        public ToolUnusable(String message) {
            super(message);
        }
    }
}
