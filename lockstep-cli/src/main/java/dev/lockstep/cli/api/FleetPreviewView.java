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
        List<Refusal> refuses) {

    /** Members that are submitted in one wave. */
    public record Wave(int number, List<String> targets) {}

    /** Why a member would not be rolled back. */
    public record Refusal(String target, String reason) {}
}
