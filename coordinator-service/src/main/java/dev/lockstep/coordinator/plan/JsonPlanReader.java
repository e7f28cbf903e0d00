package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.problem.Place;
import java.util.regex.Pattern;
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

    private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at .*");

    private final PlanText.Places places = new PlanText.Places();

    private JsonPlanReader() {}

    static PlanText read(String text) {
        try (JsonParser parser = LockstepJson.plans().createParser(text)) {
            return read(parser, text);
        }
    }

    private static PlanText read(JsonParser parser, String text) {
        try {
            if (parser.nextToken() == null) {
                throw new UnreadableText("", Place.START, "it is empty", "post a plan");
            }
            JsonPlanReader reader = new JsonPlanReader();
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
            throw new UnreadableText("", placeOf(e, parser), said(e), "mend the JSON at this place");
        }
    }

    // Jackson does not say where a limit of its own was passed.
    private static Place placeOf(JacksonException e, JsonParser parser) {
        return place(e.getLocation() == null ? parser.currentLocation() : e.getLocation());
    }

    // Where what is not closed was opened, Jackson would say with a source that it then withholds.
    private static String said(JacksonException e) {
        return START_MARKER.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }

    private JsonNode value(JsonParser parser, String pointer) {
        Place place = place(parser.currentTokenLocation());
        places.value(pointer, place);
        try {
            return value(parser, pointer, place);
        } catch (NumberFormatException e) {
            throw new UnreadableText(pointer, place, String.valueOf(e.getMessage()), "put it in quotes");
        }
    }

    private JsonNode value(JsonParser parser, String pointer, Place place) {
        if (parser.streamReadContext().getNestingDepth() > YamlPlanReader.MAX_DEPTH) {
            throw UnreadableText.tooDeep(place, YamlPlanReader.MAX_DEPTH);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> Numbers.whole(parser.getString());
            case VALUE_NUMBER_FLOAT -> Numbers.decimal(parser.getString());
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
