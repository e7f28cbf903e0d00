package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.connection.ServerInfo;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Checks the server, its memory and the user's permissions. */
final class RedisServerPreflight {
    private final RedisSession session;
    private final KeyPlanner planner;

    RedisServerPreflight(RedisSession session, KeyPlanner planner) {
        this.session = session;
        this.planner = planner;
    }

    StepResult run() {
        ServerInfo server = checkServer();
        probePermissions(server);
        session.confirmWrites();
        return durability(server);
    }

    /** Checks the server and its memory. Only reads. */
    ServerInfo checkServer() {
        ServerInfo server = session.serverInfo();
        ServerRequirements.check(server);
        ServerRequirements.checkReplicas(server, session.confirmReplicas());
        if (server.confirmsDiskWrites()) {
            ServerRequirements.checkSync(session.setting("appendfsync"));
        }
        new RedisMemoryCheck(session, planner).check(server);
        return server;
    }

    // The script replies with the first refusal if a permission is missing; the caller classifies that error.
    private void probePermissions(ServerInfo server) {
        RedisKey random = RedisKey.of(UUID.randomUUID().toString());
        RedisKey probe = RedisKey.of("lockstep:probe:").plus(random);
        RedisKey source = planner.sourcePrefix().plus(random);
        session.run(new ScriptCall(
                RedisScript.load("probe-permissions", server.version()),
                List.of(
                        probe,
                        probe.plus(RedisKey.of(":copy")),
                        source,
                        planner.mapping().destinationOf(source)),
                List.of()));
    }

    private static StepResult durability(ServerInfo server) {
        if (server.hasAppendOnlyFile()) {
            return new StepResult(0, Map.of("append-only-file", 1L), null, null);
        }
        UnitNote warning = new UnitNote(
                "server", "the append-only file is off: a crash of the server loses the step and its journal");
        return new StepResult(0, Map.of("append-only-file", 0L), List.of(warning), null);
    }
}
