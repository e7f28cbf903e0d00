package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.worker.Sha256;
import dev.lockstep.worker.StepContext;
import java.nio.charset.StandardCharsets;
import org.bson.types.ObjectId;

/** The names of databases for copies. They have 61 bytes at most; MongoDB allows 63. */
final class ScratchName {
    private static final String PREFIX = "lockstep_rehearsal_";
    private static final int DIGITS = 6;
    private static final int MIGRATION_DIGITS = 8;

    private ScratchName() {}

    /** The beginning of the names of all copies of a target. Copies of another target can have the same one. */
    static String prefixOf(TargetName target) {
        byte[] name = target.toString().getBytes(StandardCharsets.UTF_8);
        return PREFIX + Sha256.of(name).value().substring(0, DIGITS) + "_";
    }

    /** A new name: it has a random part, because a redelivered command runs at the same time in another process. */
    static String create(TargetName target, StepContext context) {
        MigrationId migration = context.key().migration();
        DispatchNumber dispatch = context.dispatch();
        String random = new ObjectId().toHexString();
        return "%s%s_%s_%s"
                .formatted(
                        prefixOf(target),
                        migration.toString().substring(0, MIGRATION_DIGITS),
                        dispatch,
                        random.substring(random.length() - DIGITS));
    }
}
