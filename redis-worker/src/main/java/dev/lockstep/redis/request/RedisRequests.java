package dev.lockstep.redis.request;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetRequests;
import java.util.List;

/** Answers requests about one logical database of Redis. */
public final class RedisRequests implements TargetRequests {
    private final RedisConnections connections;
    private final Masking masking;

    public RedisRequests(RedisConnections connections, Masking masking) {
        this.connections = connections;
        this.masking = masking;
    }

    @Override
    public List<String> types() {
        return List.of(
                TargetRequest.SchemaVersions.TYPE,
                TargetRequest.Drift.TYPE,
                TargetRequest.Reidentify.TYPE,
                TargetRequest.Uninstall.TYPE);
    }

    @Override
    public UninstallResult uninstall(TargetRequest.Uninstall request) {
        return connections.withSession(session -> {
            RedisUninstall uninstall = new RedisUninstall(session);
            return request.dryRun() ? uninstall.dryRun() : uninstall.run();
        });
    }

    @Override
    public SchemaVersionsResult schemaVersions(TargetRequest.SchemaVersions request) {
        return connections.withSession(
                session -> new RedisSchemaVersions(session, masking, request, System.nanoTime()).count());
    }
}
