package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored downgrade.
 *
 * @param version raised by every change
 * @param boundary where it ends, as it was requested
 * @param keeps the newest migration on the target that is not rolled back; absent if all are
 * @param targets all targets of its migrations
 * @param actor who has requested it, or who has resumed it last
 * @param finding why it has stopped
 */
record Downgrade(
        long id,
        long version,
        TargetName target,
        String boundary,
        @Nullable MigrationId keeps,
        boolean includeOthers,
        List<TargetName> targets,
        String reason,
        Actor requester,
        Instant requestedAt,
        DowngradeState state,
        Actor actor,
        @Nullable String finding,
        @Nullable Instant endedAt) {
    /** Its name in the audit trail. */
    String subject() {
        return "downgrades/" + id;
    }

    /** The reason of its rollbacks. */
    String rollbackReason() {
        return "downgrade %d of target \"%s\" to %s: %s".formatted(id, target, boundary, reason);
    }
}
