package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.ServerInfo;
import dev.lockstep.worker.OperationFailed;

/** Refuses servers on which a step cannot be compensated exactly. */
final class ServerRequirements {
    private ServerRequirements() {}

    static void check(ServerInfo server) {
        if (!server.version().isSupported()) {
            throw OperationFailed.withoutEffect(
                    "unsupported-version",
                    "the server is Redis %s; expected 6.2 or later".formatted(server.displayVersion()));
        }
        if (server.has("cluster_enabled", "1")) {
            throw OperationFailed.withoutEffect(
                    "cluster-mode",
                    "the server is in cluster mode, where a key and its journal row cannot be written atomically;"
                            + " expected a server without cluster mode");
        }
        if (!server.has("role", "master")) {
            throw OperationFailed.withoutEffect(
                    "read-only-replica",
                    "the server's role is %s, which accepts no writes; expected master"
                            .formatted(server.value("role")));
        }
        if (server.value("maxmemory_policy").startsWith("allkeys")) {
            throw OperationFailed.withoutEffect(
                    "eviction-policy",
                    "maxmemory-policy is %s, which may evict the journal; expected noeviction or volatile-*"
                            .formatted(server.value("maxmemory_policy")));
        }
    }

    /**
     * Refuses a server that never forces its append-only file to disk, because it can confirm no write.
     *
     * @param appendFsync the server's setting; empty if it is unknown
     */
    static void checkSync(String appendFsync) {
        if (appendFsync.equals("no")) {
            throw OperationFailed.withoutEffect(
                    "append-only-file-not-synced",
                    "appendfsync is no, with which the server cannot confirm that writes are on disk; expected everysec or"
                            + " always");
        }
    }

    /** Refuses a server that has fewer replicas than must confirm its writes. */
    static void checkReplicas(ServerInfo server, int confirmReplicas) {
        long replicas = server.number("connected_slaves");
        if (replicas < confirmReplicas) {
            throw OperationFailed.withoutEffect(
                    "too-few-replicas",
                    "the server has %d connected replicas; expected at least %d (option confirm-replicas)"
                            .formatted(replicas, confirmReplicas));
        }
    }
}
