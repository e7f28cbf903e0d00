package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The values of a posted plan, and the position of each value in the text. */
final class PlanText {
    private static final Pattern IN_STEP = Pattern.compile("(/spec/steps/\\d+)(/.*)?");
    private final JsonNode tree;
    private final String[] lines;
    private final Map<String, Position> values;
    private final Map<String, Position> keys;
    private final Map<String, Position> blocks;

    private PlanText(JsonNode tree, String text, Positions positions) {
        this.tree = tree;
        this.lines = text.split("\r\n|\r|\n", -1);
        this.values = Map.copyOf(positions.values);
        this.keys = Map.copyOf(positions.keys);
        this.blocks = Map.copyOf(positions.blocks);
    }

    /** Collects positions while a text is parsed, and limits what the parsed text holds in memory. */
    static final class Positions {
        private static final int MAX_VALUES = 200_000;
        // A long key is part of the pointers of all values inside it. A plan of ordinary keys has far fewer characters.
        private static final int MAX_POINTER_CHARACTERS = 16_000_000;
        private final Map<String, Position> values = new HashMap<>();
        private final Map<String, Position> keys = new HashMap<>();
        private final Map<String, Position> blocks = new HashMap<>();
        private int pointerCharacters;

        /**
         * Adds the position of a value.
         *
         * @throws UnreadablePlanException if the plan has more values, or longer paths, than the coordinator reads
         */
        void addValue(String pointer, Position position) {
            values.put(pointer, position);
            if (values.size() > MAX_VALUES) {
                throw new UnreadablePlanException(
                        "",
                        position,
                        "the plan exceeds the limit of %d values".formatted(MAX_VALUES),
                        "split the plan into several; an alias counts as all the values that it stands for");
            }
            limitPointers(pointer, position);
        }

        void addKey(String pointer, Position position) {
            keys.put(pointer, position);
            limitPointers(pointer, position);
        }

        private void limitPointers(String pointer, Position position) {
            pointerCharacters += pointer.length();
            if (pointerCharacters > MAX_POINTER_CHARACTERS) {
                throw new UnreadablePlanException(
                        "",
                        position,
                        "the paths of all values exceed the limit of %d characters in total"
                                .formatted(MAX_POINTER_CHARACTERS),
                        "use shorter keys, or less nesting");
            }
        }

        /** Adds the position of the first line of a YAML block string. */
        void addBlock(String pointer, Position position) {
            blocks.put(pointer, position);
        }

        PlanText toPlanText(JsonNode tree, String text) {
            return new PlanText(tree, text, this);
        }
    }

    JsonNode tree() {
        return tree;
    }

    /** A violation with its position in the text. */
    record LocatedViolation(PlanViolation violation, Position position) {}

    LocatedViolation locate(PlanViolation violation) {
        return new LocatedViolation(violation, position(violation));
    }

    /** Adds the step and the operation to a violation. */
    ErrorDetail error(LocatedViolation located) {
        PlanViolation violation = located.violation();
        ErrorDetail error =
                ErrorDetail.at(violation.pointer(), located.position(), violation.message(), violation.hint());
        Matcher inStep = IN_STEP.matcher(violation.pointer());
        return inStep.matches()
                ? error.in(text(inStep.group(1) + "/id"), text(inStep.group(1) + "/operation/type"))
                : error;
    }

    private @Nullable String text(String pointer) {
        JsonNode node = tree.at(pointer);
        return node.isString() ? node.stringValue() : null;
    }

    private Position position(PlanViolation violation) {
        Position block = blocks.get(violation.pointer());
        if (block != null && !violation.offset().equals(PlanViolation.TextOffset.NONE)) {
            return inBlock(block, violation.offset());
        }
        Position key = keys.get(violation.pointer());
        return key == null ? nearest(violation.pointer()) : key;
    }

    private Position inBlock(Position block, PlanViolation.TextOffset offset) {
        return new Position(block.line() + offset.lines(), indentation(block.line()) + offset.columns() + 1);
    }

    // YAML removes the indentation of the first line that is not blank from every line of the block.
    private int indentation(int firstLine) {
        for (int index = firstLine - 1; index < lines.length; index++) {
            if (!lines[index].isBlank()) {
                return lines[index].length() - lines[index].stripLeading().length();
            }
        }
        return 0;
    }

    private Position nearest(String pointer) {
        String current = pointer;
        Position position = values.get(current);
        while (position == null && !current.isEmpty()) {
            current = Pointer.parent(current);
            position = values.get(current);
        }
        return position == null ? Position.START : position;
    }
}
