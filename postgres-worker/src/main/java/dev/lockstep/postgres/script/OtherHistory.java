package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.BaselineSource;
import java.util.List;

/**
 * What the history of another tool says.
 *
 * @param versions the versions that it has as applied, in their order; one without a version of its own if the tool has
 *     only a current state
 * @param notes rows that are left out
 */
record OtherHistory(BaselineSource source, List<AppliedVersion> versions, List<String> notes) {
    OtherHistory {
        versions = List.copyOf(versions);
        notes = List.copyOf(notes);
    }
}
