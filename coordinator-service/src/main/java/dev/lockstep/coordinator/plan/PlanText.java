package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.problem.Mistake;
import dev.lockstep.coordinator.problem.Place;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What was posted: its values, and the place of each in the text. */
final class PlanText {
    private final JsonNode tree;
    private final String[] lines;
    private final Map<String, Place> values;
    private final Map<String, Place> keys;
    private final Map<String, Place> blocks;

    private PlanText(JsonNode tree, String text, Places places) {
        this.tree = tree;
        this.lines = text.split("\r\n|\r|\n", -1);
        this.values = Map.copyOf(places.values);
        this.keys = Map.copyOf(places.keys);
        this.blocks = Map.copyOf(places.blocks);
    }

    /** Collects the places while the text is read. */
    static final class Places {
        private final Map<String, Place> values = new HashMap<>();
        private final Map<String, Place> keys = new HashMap<>();
        private final Map<String, Place> blocks = new HashMap<>();

        void value(String pointer, Place place) {
            values.put(pointer, place);
        }

        void key(String pointer, Place place) {
            keys.put(pointer, place);
        }

        /** A text of which every line stands on a line of its own, from the one after {@code place}. */
        void block(String pointer, Place place) {
            blocks.put(pointer, place);
        }

        PlanText of(JsonNode tree, String text) {
            return new PlanText(tree, text, this);
        }
    }

    JsonNode tree() {
        return tree;
    }

    Mistake mistake(Finding finding) {
        return Mistake.at(finding.pointer(), place(finding), finding.message(), finding.hint());
    }

    private Place place(Finding finding) {
        Place block = blocks.get(finding.pointer());
        if (block != null && !finding.offset().equals(Finding.Offset.NONE)) {
            return inBlock(block, finding);
        }
        Place key = keys.get(finding.pointer());
        return key == null ? nearest(finding.pointer()) : key;
    }

    private Place inBlock(Place block, Finding finding) {
        int line = block.line() + finding.offset().lines();
        return new Place(line, indentOf(block.line()) + finding.offset().columns() + 1);
    }

    // The first line that is not blank has the indentation that YAML takes off every line.
    private int indentOf(int firstLine) {
        for (int index = firstLine - 1; index < lines.length; index++) {
            if (!lines[index].isBlank()) {
                return lines[index].length() - lines[index].stripLeading().length();
            }
        }
        return 0;
    }

    private Place nearest(String pointer) {
        String at = pointer;
        Place place = values.get(at);
        while (place == null && !at.isEmpty()) {
            at = Pointer.parent(at);
            place = values.get(at);
        }
        return place == null ? Place.START : place;
    }
}
