package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.ServerInfo;
import dev.lockstep.worker.HealthIssue;
import dev.lockstep.worker.HealthProbe;
import dev.lockstep.worker.HealthReading;
import dev.lockstep.worker.HealthSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * Reads the health of a Redis server with one INFO. It waits in the server behind one script of the step at most, as the
 * commands of applications do, so its time is the latency that they see.
 */
final class RedisHealthProbe implements HealthProbe {
    private static final int PERCENT = 100;

    private final RedisConnections connections;
    private final RedisHealthLimits limits;

    RedisHealthProbe(RedisConnections connections, RedisHealthLimits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    @Override
    public HealthReading read(StepOperation operation) {
        long start = System.nanoTime();
        ServerInfo server = connections.shared().serverInfo();
        Duration latency = Duration.ofNanos(System.nanoTime() - start);
        List<HealthIssue> issues = new ArrayList<>();
        latency(latency).ifPresent(issues::add);
        lag(server).ifPresent(issues::add);
        backlog(server).ifPresent(issues::add);
        memory(server).ifPresent(issues::add);
        saving(server).ifPresent(issues::add);
        return new HealthReading(issues, true);
    }

    private Optional<HealthIssue> latency(Duration found) {
        Duration limit = limits.common().latency();
        return limit == null || found.compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(HealthIssue.of(HealthSignal.LATENCY, "latency", found, limit));
    }

    private Optional<HealthIssue> lag(ServerInfo server) {
        Duration limit = limits.replicaLag();
        return limit == null
                ? Optional.empty()
                : ReplicaState.of(server).stream()
                        .filter(replica -> replica.lag().compareTo(limit) > 0)
                        .findFirst()
                        .map(replica -> new HealthIssue(
                                HealthSignal.REPLICA_LAG,
                                "replica lag %s of %s, limit %s"
                                        .formatted(
                                                HealthIssue.text(replica.lag()),
                                                replica.address(),
                                                HealthIssue.text(limit))));
    }

    private Optional<HealthIssue> backlog(ServerInfo server) {
        DataSize limit = limits.replicaBacklog();
        return limit == null
                ? Optional.empty()
                : ReplicaState.of(server).stream()
                        .filter(replica -> replica.backlog() > limit.toBytes())
                        .findFirst()
                        .map(replica -> new HealthIssue(
                                HealthSignal.REPLICA_BACKLOG,
                                "replica %s is %d kB behind, limit %d kB"
                                        .formatted(
                                                replica.address(),
                                                DataSize.ofBytes(replica.backlog())
                                                        .toKilobytes(),
                                                limit.toKilobytes())));
    }

    private Optional<HealthIssue> memory(ServerInfo server) {
        Integer limit = limits.memory();
        long max = server.number("maxmemory");
        boolean isLimited = limits.isMemoryOfEvictingServersLimited() || server.has("maxmemory_policy", "noeviction");
        if (limit == null || max == 0 || !isLimited) {
            return Optional.empty();
        }
        long percent = server.number("used_memory") * PERCENT / max;
        return percent <= limit
                ? Optional.empty()
                : Optional.of(new HealthIssue(
                        HealthSignal.MEMORY, "%d%% of maxmemory is used, limit %d%%".formatted(percent, limit)));
    }

    private Optional<HealthIssue> saving(ServerInfo server) {
        if (!limits.isSavingWaitedFor()) {
            return Optional.empty();
        }
        if (server.has("rdb_bgsave_in_progress", "1")) {
            return Optional.of(new HealthIssue(HealthSignal.SAVING, "the server writes a snapshot"));
        }
        return server.has("aof_rewrite_in_progress", "1")
                ? Optional.of(new HealthIssue(HealthSignal.SAVING, "the server rewrites its append-only file"))
                : Optional.empty();
    }
}
