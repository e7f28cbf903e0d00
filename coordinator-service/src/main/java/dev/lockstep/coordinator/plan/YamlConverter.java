package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.Position;
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

/** Converts YAML nodes to JSON values. Aliases are expanded, and the position of each value is recorded. */
final class YamlConverter {
    private static final Set<Tag> SCALAR_TAGS = Set.of(Tag.STR, Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT);
    // An explicit tag can precede any text: "!!bool yes" is not YAML 1.2 and must not be read as false.
    private static final Pattern NULL_TEXT = Pattern.compile("~?|null|Null|NULL");
    private static final Pattern BOOLEAN_TEXT = Pattern.compile("(?i)true|false");
    private static final Pattern INTEGER_TEXT = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private final PlanText.Positions positions = new PlanText.Positions();

    private YamlConverter() {}

    static PlanText convert(Node root, String text) {
        YamlConverter converter = new YamlConverter();
        return converter.positions.toPlanText(converter.value(root, "", 0), text);
    }

    private JsonNode value(Node node, String pointer, int depth) {
        Position position = YamlPlanReader.position(node.getStartMark());
        positions.addValue(pointer, position);
        if (depth > YamlPlanReader.MAX_DEPTH) {
            throw new UnreadablePlanException(
                    pointer,
                    position,
                    "with its aliases expanded, the plan exceeds the limit of %d nested levels"
                            .formatted(YamlPlanReader.MAX_DEPTH),
                    "reduce the nesting, and use no alias within the value of its own anchor");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> array(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar, pointer, position);
            default ->
                throw new UnreadablePlanException(
                        pointer, position, "this YAML node is not a value", "write a string, number, array or object");
        };
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth) {
        requireTag(mapping, Tag.MAP, pointer);
        ObjectNode object = NODES.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            Position position = YamlPlanReader.position(tuple.getKeyNode().getStartMark());
            String name = name(tuple.getKeyNode(), pointer, position);
            String member = Pointer.of(pointer, name);
            if (object.has(name)) {
                throw new UnreadablePlanException(
                        member,
                        position,
                        "the key \"%s\" occurs twice".formatted(name),
                        "remove or rename one of the two");
            }
            positions.addKey(member, position);
            object.set(name, value(tuple.getValueNode(), member, depth + 1));
        }
        return object;
    }

    private static String name(Node key, String pointer, Position position) {
        if (key instanceof ScalarNode scalar) {
            if (!SCALAR_TAGS.contains(scalar.getTag())) {
                throw unsupportedTag(scalar.getTag(), pointer, position);
            }
            return scalar.getValue();
        }
        throw new UnreadablePlanException(
                pointer,
                position,
                "a key is %s; a string is expected".formatted(key instanceof MappingNode ? "an object" : "an array"),
                "write a string before the colon");
    }

    // A tag on an object or an array would name a class to construct; plans construct none.
    private static void requireTag(Node node, Tag usual, String pointer) {
        if (!node.getTag().equals(usual)) {
            throw unsupportedTag(node.getTag(), pointer, YamlPlanReader.position(node.getStartMark()));
        }
    }

    private static UnreadablePlanException unsupportedTag(Tag tag, String pointer, Position position) {
        return new UnreadablePlanException(
                pointer, position, "the tag %s is not supported".formatted(shortForm(tag)), "remove the tag");
    }

    /** The tag as a plan's author writes it: {@code !!bool}. */
    private static String shortForm(Tag tag) {
        return tag.getValue().startsWith(Tag.PREFIX)
                ? "!!" + tag.getValue().substring(Tag.PREFIX.length())
                : tag.getValue();
    }

    private ArrayNode array(SequenceNode sequence, String pointer, int depth) {
        requireTag(sequence, Tag.SEQ, pointer);
        ArrayNode array = NODES.arrayNode();
        for (Node element : sequence.getValue()) {
            array.add(value(element, Pointer.of(pointer, array.size()), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar, String pointer, Position position) {
        if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
            positions.addBlock(pointer, new Position(position.line() + 1, 1));
        }
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        try {
            if (tag.equals(Tag.STR)) {
                return NODES.stringNode(text);
            }
            if (tag.equals(Tag.NULL) && NULL_TEXT.matcher(text).matches()) {
                return NODES.nullNode();
            }
            if (tag.equals(Tag.BOOL) && BOOLEAN_TEXT.matcher(text).matches()) {
                return NODES.booleanNode(Boolean.parseBoolean(text));
            }
            if (tag.equals(Tag.INT) && INTEGER_TEXT.matcher(text).matches()) {
                return NumberParser.integer(text);
            }
            if (tag.equals(Tag.FLOAT)) {
                return NumberParser.decimal(text);
            }
        } catch (NumberFormatException e) {
            throw new UnreadablePlanException(
                    pointer, position, String.valueOf(e.getMessage()), UnreadablePlanException.QUOTE_HINT);
        }
        throw SCALAR_TAGS.contains(tag)
                ? mismatchedTag(scalar, pointer, position)
                : unsupportedTag(tag, pointer, position);
    }

    private static UnreadablePlanException mismatchedTag(ScalarNode scalar, String pointer, Position position) {
        return new UnreadablePlanException(
                pointer,
                position,
                "the value \"%s\" does not match its tag %s".formatted(scalar.getValue(), shortForm(scalar.getTag())),
                "remove the tag");
    }
}
