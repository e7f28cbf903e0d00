package dev.lockstep.redis.operation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON value that is edited at RFC 6901 pointers. If a pointer's parent is missing, the value is malformed. */
final class JsonTree {
    private static final String APPEND_INDEX = "-";
    private JsonNode root;

    JsonTree(JsonNode root) {
        this.root = root;
    }

    JsonNode root() {
        return root;
    }

    /**
     * Returns whether the pointer has a value.
     *
     * @throws MalformedValue if the pointer's parent is missing, because an edit without effect would hide that
     */
    boolean has(JsonPointer pointer) {
        if (!pointer.matches()) {
            parentOf(pointer);
        }
        return !root.at(pointer).isMissingNode();
    }

    void set(JsonPointer pointer, JsonNode value) {
        JsonNode copy = value.deepCopy();
        if (pointer.matches()) {
            root = copy;
        } else {
            put(parentOf(pointer), pointer, copy);
        }
    }

    private static void put(JsonNode parent, JsonPointer pointer, JsonNode value) {
        String last = pointer.last().getMatchingProperty();
        switch (parent) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals(APPEND_INDEX) -> array.add(value);
            case ArrayNode array -> array.set(indexIn(array, pointer), value);
            case JsonNode scalar -> throw noParent(pointer, scalar);
        }
    }

    void remove(JsonPointer pointer) {
        if (has(pointer)) {
            take(pointer);
        }
    }

    void rename(JsonPointer from, JsonPointer to) {
        if (!has(from)) {
            return;
        }
        if (has(to)) {
            throw new MalformedValue("rename of %s to %s would overwrite a value".formatted(from, to));
        }
        if ((to + "/").startsWith(from + "/")) {
            throw new MalformedValue("rename of %s to %s would move a value into itself".formatted(from, to));
        }
        if (from.head().equals(to.head()) && parentOf(from) instanceof ObjectNode siblings) {
            renameAmong(siblings, from.last().getMatchingProperty(), to.last().getMatchingProperty());
        } else {
            // The parent is found before the value is taken: taking an array element shifts the later elements, and
            // `to` would point to another place.
            JsonNode parent = parentOf(to);
            put(parent, to, take(from));
        }
    }

    // A member that is renamed within its object keeps its position.
    private static void renameAmong(ObjectNode siblings, String from, String to) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        siblings.properties()
                .forEach(member -> members.put(member.getKey().equals(from) ? to : member.getKey(), member.getValue()));
        siblings.removeAll();
        siblings.setAll(members);
    }

    private JsonNode take(JsonPointer pointer) {
        if (pointer.matches()) {
            throw new MalformedValue("the whole value cannot be removed or renamed; set can replace it");
        }
        return switch (parentOf(pointer)) {
            case ObjectNode object -> object.remove(pointer.last().getMatchingProperty());
            case ArrayNode array -> array.remove(indexIn(array, pointer));
            case JsonNode scalar -> throw noParent(pointer, scalar);
        };
    }

    private JsonNode parentOf(JsonPointer pointer) {
        JsonNode parent = root.at(pointer.head());
        if (!parent.isContainer()) {
            throw noParent(pointer, parent);
        }
        return parent;
    }

    private static int indexIn(ArrayNode array, JsonPointer pointer) {
        int index = pointer.last().getMatchingIndex();
        if (index < 0 || index >= array.size()) {
            throw new MalformedValue("%s is not an index of an array of %d elements".formatted(pointer, array.size()));
        }
        return index;
    }

    private static MalformedValue noParent(JsonPointer pointer, JsonNode found) {
        return new MalformedValue(
                found.isMissingNode()
                        ? "the parent of %s is missing".formatted(pointer)
                        : "the parent of %s is a %s, not an object or array"
                                .formatted(
                                        pointer, found.getNodeType().toString().toLowerCase(Locale.ROOT)));
    }
}
