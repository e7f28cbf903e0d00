package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.http.JsonSyntaxErrors;
import dev.lockstep.coordinator.http.Position;
import dev.lockstep.coordinator.http.SyntaxError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parses a plan in strict JSON. Numbers keep all digits, and the position of each value is recorded. */
final class JsonPlanReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private final PlanText.Positions positions = new PlanText.Positions();

    private JsonPlanReader() {}

    static PlanText parse(String text) {
        try (JsonParser parser = LockstepJson.plans().createParser(text)) {
            return parse(parser, text);
        }
    }

    private static PlanText parse(JsonParser parser, String text) {
        try {
            if (parser.nextToken() == null) {
                throw UnreadablePlanException.empty();
            }
            JsonPlanReader reader = new JsonPlanReader();
            JsonNode tree = reader.value(parser, "");
            requireEnd(parser);
            return reader.positions.toPlanText(tree, text);
        } catch (JacksonException e) {
            SyntaxError error = JsonSyntaxErrors.of(e);
            throw new UnreadablePlanException("", position(e, parser), error.message(), error.hint());
        }
    }

    private static void requireEnd(JsonParser parser) {
        Position position;
        try {
            if (parser.nextToken() == null) {
                return;
            }
            position = Position.of(parser.currentTokenLocation());
        } catch (JacksonException e) {
            position = position(e, parser);
        }
        throw new UnreadablePlanException(
                "", position, UnreadablePlanException.TRAILING_TEXT, UnreadablePlanException.ONE_PLAN_HINT);
    }

    // Jackson reports no location when the text exceeds one of its limits.
    private static Position position(JacksonException e, JsonParser parser) {
        return Position.of(e.getLocation() == null ? parser.currentLocation() : e.getLocation());
    }

    private JsonNode value(JsonParser parser, String pointer) {
        Position position = Position.of(parser.currentTokenLocation());
        positions.addValue(pointer, position);
        try {
            return value(parser, pointer, position);
        } catch (NumberFormatException e) {
            throw new UnreadablePlanException(
                    pointer, position, String.valueOf(e.getMessage()), UnreadablePlanException.QUOTE_HINT);
        }
    }

    private JsonNode value(JsonParser parser, String pointer, Position position) {
        if (parser.streamReadContext().getNestingDepth() > YamlPlanReader.MAX_DEPTH) {
            throw UnreadablePlanException.tooDeep(position, YamlPlanReader.MAX_DEPTH);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> NumberParser.integer(parser.getString());
            case VALUE_NUMBER_FLOAT -> NumberParser.decimal(parser.getString());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("a value cannot start with " + parser.currentToken());
        };
    }

    private ObjectNode object(JsonParser parser, String pointer) {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String member = Pointer.of(pointer, name);
            positions.addKey(member, Position.of(parser.currentTokenLocation()));
            parser.nextToken();
            object.set(name, value(parser, member));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String pointer) {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, Pointer.of(pointer, array.size())));
        }
        return array;
    }
}
