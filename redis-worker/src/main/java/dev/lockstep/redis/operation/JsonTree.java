package dev.lockstep.redis.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON value under edit, by RFC 6901 pointers: a parent that is missing is an error, never made. */
final class JsonTree {
    private static final String BEHIND_THE_LAST = "-";
    private JsonNode root;

    JsonTree(JsonNode root) {
        this.root = root;
    }

    JsonNode root() {
        return root;
    }

    /** Also an error where the parent is missing: an edit that does nothing there would hide it. */
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
            case ArrayNode array when last.equals(BEHIND_THE_LAST) -> array.add(value);
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
            throw new MalformedValue("rename of %s finds a value at %s already".formatted(from, to));
        }
        if ((to + "/").startsWith(from + "/")) {
            throw new MalformedValue("rename of %s leads into itself, at %s".formatted(from, to));
        }
        if (from.head().equals(to.head()) && parentOf(from) instanceof ObjectNode siblings) {
            renameAmong(siblings, from.last().getMatchingProperty(), to.last().getMatchingProperty());
        } else {
            // Looked up before the take: in an array that moves what stands behind, and `to` would lead elsewhere.
            JsonNode parent = parentOf(to);
            put(parent, to, take(from));
        }
    }

    // Within one object a member keeps its place.
    private static void renameAmong(ObjectNode siblings, String from, String to) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        siblings.properties()
                .forEach(member -> members.put(member.getKey().equals(from) ? to : member.getKey(), member.getValue()));
        siblings.removeAll();
        siblings.setAll(members);
    }

    private JsonNode take(JsonPointer pointer) {
        if (pointer.matches()) {
            throw new MalformedValue("the whole value can be replaced, but neither removed nor renamed");
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
            throw new MalformedValue("%s is no place in an array of %d".formatted(pointer, array.size()));
        }
        return index;
    }

    private static MalformedValue noParent(JsonPointer pointer, JsonNode found) {
        return new MalformedValue("%s has no parent: at %s is %s"
                .formatted(
                        pointer,
                        pointer.head(),
                        found.isMissingNode() ? "nothing" : found.getNodeType().toString()));
    }
}
