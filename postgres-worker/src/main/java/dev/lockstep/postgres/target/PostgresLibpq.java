package dev.lockstep.postgres.target;

import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.StoreTool.PrivateFiles;
import dev.lockstep.worker.StoreTool.ToolUnusable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The connection of a target in the files that PostgreSQL's own programs read: a service file, and a password file. Other
 * users of the machine can read neither.
 */
public final class PostgresLibpq {
    /** Name of the service in the file. */
    public static final String SERVICE = "lockstep";

    /** Options that have the same name and meaning in the driver and in libpq. */
    private static final List<PGProperty> SAME = List.of(
            PGProperty.SSL_MODE, PGProperty.SSL_ROOT_CERT, PGProperty.SSL_CERT, PGProperty.SSL_KEY, PGProperty.OPTIONS);

    private final Map<String, String> options = new LinkedHashMap<>();
    private final @Nullable String password;

    private PostgresLibpq(Properties parsed, Credentials current) {
        this.password = current.password() == null ? PGProperty.PASSWORD.getOrDefault(parsed) : current.password();
        add("host", PGProperty.PG_HOST.getOrDefault(parsed));
        add("port", PGProperty.PG_PORT.getOrDefault(parsed));
        add("dbname", PGProperty.PG_DBNAME.getOrDefault(parsed));
        add("user", current.username() == null ? PGProperty.USER.getOrDefault(parsed) : current.username());
        SAME.stream()
                .filter(property -> property.isPresent(parsed))
                .forEach(property -> add(property.getName(), property.getOrDefault(parsed)));
        if (options.getOrDefault("host", "").contains(",")) {
            // The snapshot exists on the server that Lockstep writes to.
            add("target_session_attrs", "read-write");
        }
        if (PGProperty.SSL.isPresent(parsed) && isTrue(PGProperty.SSL.getOrDefault(parsed))) {
            options.putIfAbsent("sslmode", "verify-full");
        }
    }

    /** The connection of these settings, with the current credentials. */
    public static PostgresLibpq of(PostgresSettings settings) {
        Properties parsed = Driver.parseURL(settings.url(), new Properties());
        if (parsed == null) {
            throw new ToolUnusable("the url of the target cannot be written for PostgreSQL's own programs");
        }
        if (PGProperty.SSL_FACTORY.isPresent(parsed)) {
            throw new ToolUnusable(
                    "the url of the target has the option sslfactory, which PostgreSQL's own programs do not have");
        }
        return new PostgresLibpq(parsed, settings.credentials().current());
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && (value.isEmpty() || Boolean.parseBoolean(value));
    }

    private void add(String option, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        // A service file has no quotes: a line ends the value, and its end is stripped.
        if (!value.equals(value.strip()) || value.lines().count() > 1) {
            throw new ToolUnusable(
                    "%s of the target has a blank at its start or end, or a line break".formatted(option));
        }
        options.put(option, value);
    }

    /** Writes the files and returns the path of the service file. */
    public Path writeService(PrivateFiles files) {
        List<String> lines = new ArrayList<>(List.of("[" + SERVICE + "]"));
        options.forEach((option, value) -> lines.add(option + "=" + value));
        if (password != null) {
            if (password.lines().count() > 1) {
                throw new ToolUnusable(
                        "the password of the target has a line break, which a password file cannot have");
            }
            String escaped = password.replace("\\", "\\\\").replace(":", "\\:");
            lines.add("passfile=" + files.write("pgpass", "*:*:*:*:" + escaped + "\n"));
        }
        return files.write("pg_service.conf", String.join("\n", lines) + "\n");
    }

    /** What no text may show. */
    public List<String> secrets() {
        return password == null ? List.of() : List.of(password);
    }

    /** Contains no credentials. */
    @Override
    public String toString() {
        return "connection of a target";
    }
}
