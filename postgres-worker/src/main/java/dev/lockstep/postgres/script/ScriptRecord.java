package dev.lockstep.postgres.script;

import dev.lockstep.postgres.unit.CatalogChange;
import java.util.List;

/**
 * The journaled state of a script.
 *
 * @param version the version in the schema history
 * @param historyScriptName the name of the script in the schema history
 * @param changes the catalog objects that the script changes
 */
public record ScriptRecord(State state, String version, String historyScriptName, List<CatalogChange> changes) {
    public ScriptRecord {
        changes = List.copyOf(changes);
    }

    /** The last committed state. Only standalone scripts commit {@code INTENDED}; others start with {@code APPLIED}. */
    public enum State {
        INTENDED,
        APPLIED,
        COMPENSATED
    }

    public ScriptRecord withoutChanges() {
        return new ScriptRecord(state, version, historyScriptName, List.of());
    }

    public ScriptRecord toApplied(List<CatalogChange> applied) {
        return new ScriptRecord(State.APPLIED, version, historyScriptName, applied);
    }
}
