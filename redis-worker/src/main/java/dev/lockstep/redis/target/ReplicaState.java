package dev.lockstep.redis.target;

import dev.lockstep.redis.connection.ServerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A replica that receives the writes of its server.
 *
 * @param lag the time since its last acknowledgement, in whole seconds
 * @param backlog the bytes of writes that it has not acknowledged
 */
record ReplicaState(String address, Duration lag, long backlog) {
    private static final Pattern FIELDS =
            Pattern.compile("ip=([^,]*),port=(\\d+),state=online,offset=(\\d+),lag=(-?\\d+).*");

    /** Returns the replicas that are online; one that is being copied has no lag yet. */
    static List<ReplicaState> of(ServerInfo server) {
        long offset = server.number("master_repl_offset");
        return IntStream.range(0, Math.toIntExact(server.number("connected_slaves")))
                .mapToObj(index -> parse(server.value("slave" + index), offset))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<ReplicaState> parse(String fields, long offset) {
        Matcher found = FIELDS.matcher(fields);
        return found.matches()
                ? Optional.of(new ReplicaState(
                        found.group(1) + ":" + found.group(2),
                        Duration.ofSeconds(Math.max(0, Long.parseLong(found.group(4)))),
                        Math.max(0, offset - Long.parseLong(found.group(3)))))
                : Optional.empty();
    }
}
