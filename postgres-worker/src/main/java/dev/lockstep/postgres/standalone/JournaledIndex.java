package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.protocol.StepResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journaled state of the index that a step creates.
 *
 * @param table the qualified, quoted name of the table
 * @param name the qualified, quoted name of the index
 * @param definition the intended definition; after the build, {@link CatalogIndex#fullDefinition} of the built index
 * @param oid the identity of the built index; null before the build
 */
public record JournaledIndex(State state, String table, String name, String definition, @Nullable Long oid) {
    /** The result of an apply. */
    public static final StepResult RESULT = new StepResult(1, Map.of("objects", 1L), null, null);

    /** The last committed state. */
    public enum State {
        /** The index may exist, valid or invalid. */
        INTENDED,
        /** The index is valid, and the step is applied. */
        CREATED,
        /** The compensation may have dropped the index. */
        DROPPING,
        COMPENSATED
    }

    /** Whether an index that exists is the index of this step in its journaled state. */
    public boolean matches(CatalogIndex found) {
        return switch (state) {
            case INTENDED -> definition.equals(found.definition());
            case CREATED -> oid != null && oid == found.oid() && definition.equals(found.fullDefinition());
            case DROPPING, COMPENSATED -> oid != null && oid == found.oid();
        };
    }

    /** Describes an index that does not match: by its definition or, if that is the same, as another index. */
    public String describeDifference(CatalogIndex found) {
        return definition.equals(found.fullDefinition())
                ? "another index with this definition"
                : found.fullDefinition();
    }

    public JournaledIndex toCreated(CatalogIndex found) {
        return new JournaledIndex(State.CREATED, table, name, found.fullDefinition(), found.oid());
    }

    public JournaledIndex toDropping(CatalogIndex found) {
        return new JournaledIndex(State.DROPPING, table, name, definition, found.oid());
    }

    public JournaledIndex toCompensated() {
        return new JournaledIndex(State.COMPENSATED, table, name, definition, oid);
    }
}
