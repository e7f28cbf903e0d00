package dev.lockstep.cli.script;

import java.util.List;
import java.util.SequencedMap;

/**
 * A step of a plan to write.
 *
 * @param id the id of the step, and the name of its plan if it has one of its own
 * @param origin what the step was made of, in the words of the tool
 * @param operation the fields of the operation in their order: strings, or values as JSON
 */
public record ImportedStep(
        String id, String origin, SequencedMap<String, OperationField> operation, List<String> toFinish) {
    public ImportedStep {
        toFinish = List.copyOf(toFinish);
    }

    /** The value of a field of an operation. */
    public sealed interface OperationField {
        /** A string. */
        record Text(String value) implements OperationField {}

        /** A script, which is written over several lines. */
        record Script(String value) implements OperationField {}

        /** An object or array as JSON. */
        record Json(String value) implements OperationField {}
    }
}
