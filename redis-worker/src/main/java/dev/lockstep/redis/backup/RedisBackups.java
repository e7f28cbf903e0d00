package dev.lockstep.redis.backup;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.BackupWriter;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups;
import java.util.List;

/** Backups of one logical database by DUMP and RESTORE. */
public final class RedisBackups implements TargetBackups {
    /** Maximum number of names of keys that a backup or restore holds in memory, each with 32 to 64 bytes. */
    static final int MAX_NAMES = 1_000_000;

    private final RedisConnections connections;
    private final UnitLimits limits;
    private final int maxNames;

    public RedisBackups(RedisConnections connections, UnitLimits limits) {
        this(connections, limits, MAX_NAMES);
    }

    RedisBackups(RedisConnections connections, UnitLimits limits, int maxNames) {
        this.connections = connections;
        this.limits = limits;
        this.maxNames = maxNames;
    }

    @Override
    public String method() {
        return "redis-dump";
    }

    @Override
    public void backUp(List<Step> steps, BackupWriter backup, StepContext context) {
        TouchedKeys touched = TouchedKeys.of(context.key().migration(), steps);
        backup.file(
                KeyFile.NAME,
                file -> connections.withSession(scanner -> connections.withSession(
                        reader -> new RedisKeyExport(scanner, reader, limits, context).write(touched, file))));
        backup.tool(
                new RedisServerCopy(
                        connections.cliAccess(), connections.shared().displayVersion()),
                context);
        backup.note("the times and frequencies of access that the server keeps for each key are not in the backup");
    }

    @Override
    public RestoreResult restore(BackupReader backup, RestoreMode mode, StepContext context) {
        return connections.withSession(scanner -> connections.withSession(
                writer -> new RedisKeyRestore(scanner, writer, limits, maxNames, context).run(backup, mode)));
    }
}
