package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.problem.Place;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns YAML nodes into values as JSON has them, aliases written out, each with its place. */
final class YamlTree {
    // A mebibyte of text without anchors has fewer values than this: more can only come from anchors that explode.
    private static final int MAX_VALUES = 200_000;
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT);
    // A tag that is written can stand before anything: !!bool yes is none of YAML 1.2, and must not pass for false.
    private static final Pattern NOTHING = Pattern.compile("~?|null|Null|NULL");
    private static final Pattern TRUTH = Pattern.compile("(?i)true|false");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PlanText.Places places = new PlanText.Places();
    private int values;

    private YamlTree() {}

    static PlanText of(Node root, String text) {
        YamlTree reader = new YamlTree();
        return reader.places.of(reader.value(root, "", 0), text);
    }

    private JsonNode value(Node node, String pointer, int depth) {
        Place place = YamlPlanReader.place(node.getStartMark());
        places.value(pointer, place);
        values++;
        if (values > MAX_VALUES || depth > YamlPlanReader.MAX_DEPTH) {
            throw new UnreadableText(pointer, place, "its anchors unfold into too many values", "write the values out");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> array(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar, pointer, place);
            default -> throw new UnreadableText(pointer, place, "it is no value", "write the value out");
        };
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth) {
        refuseTag(mapping, Tag.MAP, pointer);
        ObjectNode object = NODES.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = YamlPlanReader.place(tuple.getKeyNode().getStartMark());
            String name = name(tuple.getKeyNode(), pointer, place);
            String member = Pointer.of(pointer, name);
            if (object.has(name)) {
                throw new UnreadableText(member, place, "%s is given twice".formatted(name), "take one of them out");
            }
            places.key(member, place);
            object.set(name, value(tuple.getValueNode(), member, depth + 1));
        }
        return object;
    }

    private static String name(Node key, String pointer, Place place) {
        if (key instanceof ScalarNode scalar) {
            if (!PLAIN.contains(scalar.getTag())) {
                throw meaningless(scalar.getTag(), pointer, place);
            }
            return scalar.getValue();
        }
        throw new UnreadableText(pointer, place, "a key is not a text", "give the key as a text");
    }

    // A tag on an object or a list names a class to be made of it, and here nothing is made of anything.
    private static void refuseTag(Node node, Tag usual, String pointer) {
        if (!node.getTag().equals(usual)) {
            throw meaningless(node.getTag(), pointer, YamlPlanReader.place(node.getStartMark()));
        }
    }

    private static UnreadableText meaningless(Tag tag, String pointer, Place place) {
        return new UnreadableText(pointer, place, "tag %s means nothing here".formatted(tag), "take the tag out");
    }

    private ArrayNode array(SequenceNode sequence, String pointer, int depth) {
        refuseTag(sequence, Tag.SEQ, pointer);
        ArrayNode array = NODES.arrayNode();
        for (Node element : sequence.getValue()) {
            array.add(value(element, Pointer.of(pointer, array.size()), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar, String pointer, Place place) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
            places.block(pointer, new Place(place.line() + 1, 1));
        }
        Tag tag = scalar.getTag();
        try {
            if (tag.equals(Tag.STR)) {
                return NODES.stringNode(text);
            }
            if (tag.equals(Tag.NULL) && NOTHING.matcher(text).matches()) {
                return NODES.nullNode();
            }
            if (tag.equals(Tag.BOOL) && TRUTH.matcher(text).matches()) {
                return NODES.booleanNode(Boolean.parseBoolean(text));
            }
            if (tag.equals(Tag.INT)) {
                return Numbers.whole(text);
            }
            if (tag.equals(Tag.FLOAT)) {
                return Numbers.decimal(text);
            }
        } catch (NumberFormatException e) {
            throw new UnreadableText(pointer, place, String.valueOf(e.getMessage()), "put it in quotes");
        }
        throw meaningless(tag, pointer, place);
    }
}
