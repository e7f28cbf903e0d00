package dev.lockstep.contract.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces placeholders in the string values of {@code mongo.*} and {@code redis.*} operations with values of the
 * started migration; SQL is not changed. <code>$${</code> is a literal <code>${</code>.
 */
public final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{(migration\\.[A-Za-z]+)\\}");
    private final Map<String, String> values;

    /**
     * @param migrationId value of {@code migration.id}
     * @param startedAt value of {@code migration.startedAt}: ISO-8601, UTC, with milliseconds
     */
    public Placeholders(String migrationId, String startedAt) {
        values = Map.of("migration.id", migrationId, "migration.startedAt", startedAt);
    }

    /** Replaces the placeholders in the filter of a check. */
    public Verification resolve(Verification check) {
        return switch (check.count()) {
            case Verification.Count.Documents documents ->
                new Verification(
                        check.sql(),
                        new Verification.Count.Documents(documents.collection(), resolve(documents.filter())),
                        check.equalTo(),
                        check.atLeast(),
                        check.atMost());
            case Verification.Count.Keys _keys -> check;
            case null -> check;
        };
    }

    @Nullable JsonEdit resolve(@Nullable JsonEdit edit) {
        return edit == null
                ? null
                : new JsonEdit(
                        resolve(edit.when()),
                        resolve(edit.set()),
                        resolve(edit.setIfAbsent()),
                        edit.remove(),
                        edit.rename());
    }

    private JsonEdit.@Nullable Condition resolve(JsonEdit.@Nullable Condition when) {
        if (when == null || when.equalTo() == null) {
            return when;
        }
        return new JsonEdit.Condition(null, null, resolve(when.equalTo()));
    }

    private Map<JsonPointer, JsonNode> resolve(Map<JsonPointer, JsonNode> values) {
        Map<JsonPointer, JsonNode> resolved = new LinkedHashMap<>();
        values.forEach((pointer, value) -> resolved.put(pointer, resolve(value)));
        return resolved;
    }

    ObjectNode resolve(ObjectNode object) {
        return (ObjectNode) resolve((JsonNode) object);
    }

    /** Replaces the placeholders in string values at any depth; field names are not changed. */
    JsonNode resolve(JsonNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (node instanceof ObjectNode object) {
            ObjectNode resolved = nodes.objectNode();
            object.properties().forEach(entry -> resolved.set(entry.getKey(), resolve(entry.getValue())));
            return resolved;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode resolved = nodes.arrayNode();
            List.copyOf(array.values()).forEach(element -> resolved.add(resolve(element)));
            return resolved;
        }
        return node.isString() ? nodes.stringNode(resolve(node.stringValue())) : node;
    }

    private String resolve(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacementFor(match)));
    }

    private String replacementFor(MatchResult match) {
        return match.group(1) == null ? "${" : values.getOrDefault(match.group(1), match.group());
    }
}
