package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request about a fleet would do.
 *
 * @param fleet absent if the request would start a new one
 * @param state the state of the fleet after the request
 * @param submits the members whose migrations would be submitted, one wave after the other
 * @param adopts those of them whose migration is there already
 * @param cancels the members whose migrations have not started, and would be cancelled
 * @param continues the members whose migrations run, and would continue to their outcome
 * @param rollsBack the members whose migrations would be rolled back when they are completed
 * @param refuses those of them whose rollback would be refused now
 * @param waits those of them whose rollback would wait for the end of a freeze or of a stop of the target
 * @param untried those of them for which this was not found out, because there are too many
 */
public record FleetPreviewView(
        @Nullable Long fleet,
        String action,
        String state,
        List<Wave> submits,
        List<String> adopts,
        List<String> cancels,
        List<String> continues,
        List<String> rollsBack,
        List<MemberReason> refuses,
        List<MemberReason> waits,
        List<String> untried) {

    /** Members that are submitted in one wave. */
    public record Wave(int number, List<String> targets) {}

    /** Why a member would not be rolled back, or not yet. */
    public record MemberReason(String target, String reason) {}
}
