package dev.lockstep.redis.backup;

import dev.lockstep.redis.connection.RedisCliAccess;
import dev.lockstep.worker.StoreTool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of {@code redis-cli --rdb}, which gets a copy of the whole server as a replica does.
 *
 * @param serverVersion version of the server
 */
record RedisServerCopy(RedisCliAccess access, String serverVersion) implements StoreTool {
    private static final String DEFAULT_USER = "default";

    @Override
    public String name() {
        return "redis-cli";
    }

    @Override
    public String fileName() {
        return "server.rdb";
    }

    @Override
    public Optional<String> mismatch(String version) {
        return StoreTool.isOlder(version, serverVersion)
                ? Optional.of("redis-cli %s is older than the server (%s)".formatted(version, serverVersion))
                : Optional.empty();
    }

    @Override
    public ToolCall call(PrivateFiles files) {
        if (access.sslBundle()) {
            throw new ToolUnusable("the target has the option ssl-bundle, whose files redis-cli cannot read");
        }
        List<String> arguments =
                new ArrayList<>(List.of("-h", access.host(), "-p", Integer.toString(access.port()), "--rdb", "-"));
        if (access.tls()) {
            arguments.add("--tls");
        }
        if (access.username() != null && !access.username().equals(DEFAULT_USER)) {
            arguments.addAll(List.of("--user", access.username()));
        }
        Map<String, String> environment = new HashMap<>();
        if (access.password() != null) {
            environment.put("REDISCLI_AUTH", access.password());
        }
        return new ToolCall(arguments, environment, access.password() == null ? List.of() : List.of(access.password()));
    }
}
