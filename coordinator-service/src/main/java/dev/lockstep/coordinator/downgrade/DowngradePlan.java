package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a downgrade rolls back.
 *
 * @param keeps the newest migration on the target that is not rolled back; absent if all are
 * @param members the migrations, in the order of their rollbacks: newest first
 * @param targets all targets of these migrations
 * @param refusals why the downgrade cannot run
 */
record DowngradePlan(
        TargetName target,
        @Nullable MigrationId keeps,
        List<Member> members,
        SequencedSet<TargetName> targets,
        List<ErrorDetail> refusals) {
    DowngradePlan {
        members = List.copyOf(members);
        refusals = List.copyOf(refusals);
    }

    /**
     * A migration to roll back.
     *
     * @param position its position in the queue
     * @param other whether it has no step on the target of the downgrade
     * @param state its state when the plan was made
     */
    record Member(
            MigrationId migration, long position, List<TargetName> targets, boolean other, SagaState.Submitted state) {}
}
