package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.problem.Place;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON strictly, keeping every digit and the place of every value. */
final class JsonPlanReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PlanText.Places places = new PlanText.Places();

    private JsonPlanReader() {}

    static PlanText read(String text) {
        JsonPlanReader reader = new JsonPlanReader();
        try (JsonParser parser = LockstepJson.plans().createParser(text)) {
            if (parser.nextToken() == null) {
                throw new UnreadableText("", Place.START, "it is empty", "post a plan");
            }
            JsonNode tree = reader.value(parser, "");
            if (parser.nextToken() != null) {
                throw new UnreadableText(
                        "",
                        place(parser.currentTokenLocation()),
                        "something follows the plan",
                        "post one plan at a time");
            }
            return reader.places.of(tree, text);
        } catch (JacksonException e) {
            throw new UnreadableText("", place(e.getLocation()), e.getOriginalMessage(), "mend the JSON at this place");
        }
    }

    private JsonNode value(JsonParser parser, String pointer) {
        places.value(pointer, place(parser.currentTokenLocation()));
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> Numbers.whole(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private ObjectNode object(JsonParser parser, String pointer) {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String member = Pointer.of(pointer, name);
            places.key(member, place(parser.currentTokenLocation()));
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

    private static Place place(TokenStreamLocation location) {
        return location == null
                ? Place.START
                : new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
