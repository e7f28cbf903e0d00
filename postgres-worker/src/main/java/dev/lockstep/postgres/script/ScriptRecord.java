package dev.lockstep.postgres.script;

import dev.lockstep.postgres.unit.CatalogChange;
import java.util.List;

/**
 * A script in the journal.
 *
 * @param state how far the script came
 * @param historyScript the name of the script in the schema history
 * @param changes the catalog objects that the script changes
 */
public record ScriptRecord(State state, String version, String historyScript, List<CatalogChange> changes) {
    public ScriptRecord {
        changes = List.copyOf(changes);
    }

    /** How far a script came; only standalone scripts are committed as intended. */
    public enum State {
        INTENDED,
        APPLIED,
        COMPENSATED
    }

    public ScriptRecord withoutChanges() {
        return new ScriptRecord(state, version, historyScript, List.of());
    }

    public ScriptRecord applied(List<CatalogChange> found) {
        return new ScriptRecord(State.APPLIED, version, historyScript, found);
    }
}
