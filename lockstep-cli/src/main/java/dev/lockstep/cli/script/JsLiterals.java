package dev.lockstep.cli.script;

import dev.lockstep.cli.script.JsToken.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads literals, and writes them as the values that the Node.js driver would send. */
final class JsLiterals {
    private static final int MAX_DEPTH = 60;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigDecimal MAX_INT = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final BigDecimal MIN_INT = BigDecimal.valueOf(Integer.MIN_VALUE);

    private final JsReader reader;

    JsLiterals(JsReader reader) {
        this.reader = reader;
    }

    JsValue value(int depth) throws JsRefusal {
        int line = reader.peek().line();
        if (depth > MAX_DEPTH) {
            throw new JsRefusal(line, "the value has more than %d levels".formatted(MAX_DEPTH));
        }
        return new JsValue(json(depth), line);
    }

    private JsonNode json(int depth) throws JsRefusal {
        JsToken token = reader.peek();
        if (token.is("{")) {
            return object(depth);
        }
        if (token.is("[")) {
            return array(depth);
        }
        if (token.kind() == Kind.STRING) {
            return NODES.stringNode(placeholderFree(reader.next().text()));
        }
        if (token.is("-")) {
            reader.next();
        }
        if (reader.peek().kind() == Kind.NUMBER) {
            BigDecimal number = new BigDecimal(reader.next().text());
            return number(token.is("-") ? number.negate() : number, token.is("-"));
        }
        return named();
    }

    // A plan replaces ${…} in strings; $${ stands for ${.
    private static String placeholderFree(String text) {
        return text.replace("${", "$${");
    }

    // The driver sends a number without fraction as a 32-bit integer if it fits, and all others as doubles.
    private static JsonNode number(BigDecimal number, boolean isNegative) {
        boolean isInteger = number.stripTrailingZeros().scale() <= 0
                && number.compareTo(MAX_INT) <= 0
                && number.compareTo(MIN_INT) >= 0
                && !(isNegative && number.signum() == 0);
        if (isInteger) {
            return NODES.numberNode(number.intValueExact());
        }
        double value = isNegative && number.signum() == 0 ? -0.0 : number.doubleValue();
        return NODES.objectNode().put("$numberDouble", Double.toString(value));
    }

    private ObjectNode object(int depth) throws JsRefusal {
        reader.expect("{");
        ObjectNode object = NODES.objectNode();
        while (!reader.peek().is("}")) {
            JsToken key = reader.next();
            boolean isKey = key.kind() == Kind.NAME || key.kind() == Kind.STRING;
            if (!isKey || object.has(key.text())) {
                throw new JsRefusal(
                        key.line(), "found the key %s; another name or string is expected".formatted(key.shown()));
            }
            if (!reader.peek().is(":")) {
                throw reader.unexpected("\":\" and a literal");
            }
            reader.next();
            object.set(key.text(), value(depth + 1).json());
            separator("}");
        }
        reader.expect("}");
        return object;
    }

    private ArrayNode array(int depth) throws JsRefusal {
        reader.expect("[");
        ArrayNode array = NODES.arrayNode();
        while (!reader.peek().is("]")) {
            array.add(value(depth + 1).json());
            separator("]");
        }
        reader.expect("]");
        return array;
    }

    private void separator(String end) throws JsRefusal {
        if (!reader.peek().is(end)) {
            reader.expect(",");
        }
    }

    private JsonNode named() throws JsRefusal {
        if (reader.skip("true")) {
            return NODES.booleanNode(true);
        }
        if (reader.skip("false")) {
            return NODES.booleanNode(false);
        }
        if (reader.skip("null")) {
            return NODES.nullNode();
        }
        reader.skip("new");
        if (reader.skip("Date") || reader.skip("ISODate")) {
            return date(string("a date as a string; for the current time, use $currentDate"));
        }
        if (reader.skip("ObjectId") || reader.skip("ObjectID")) {
            return NODES.objectNode().put("$oid", string("24 hexadecimal digits in quotes"));
        }
        throw reader.unexpected("a literal");
    }

    private String string(String expected) throws JsRefusal {
        reader.expect("(");
        if (reader.peek().kind() != Kind.STRING) {
            throw reader.unexpected(expected);
        }
        String text = reader.next().text();
        reader.expect(")");
        return text;
    }

    private JsonNode date(String text) throws JsRefusal {
        try {
            return NODES.objectNode().put("$date", Instant.parse(text).toString());
        } catch (DateTimeParseException _notAnInstant) {
            throw new JsRefusal(
                    reader.peek().line(),
                    "the date is \"%s\"; an instant such as 2026-01-01T00:00:00Z is expected".formatted(text));
        }
    }
}
