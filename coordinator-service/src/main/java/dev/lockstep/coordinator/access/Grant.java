package dev.lockstep.coordinator.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lockstep.coordinator.http.StorableTextRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A role and the scope in which it is valid. As text: {@code viewer}, {@code operator@target=pg-*}, {@code
 * submitter@label=team:payments} or {@code submitter@target=pg-*,label=team:payments}.
 */
public record Grant(Role role, Scope scope) {
    static final String EXPECTED = ("one of the roles %s, everywhere or in a scope such as operator@target=pg-*, "
                    + "submitter@label=team:payments or submitter@target=pg-*,label=team:payments")
            .formatted(Arrays.stream(Role.values()).map(Role::label).collect(Collectors.joining(", ")));
    private static final int MAX_LENGTH = 400;
    private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9._-]*(?:\\*[A-Za-z0-9._-]*){0,3}");
    private static final Pattern LABEL = Pattern.compile("[^:,]+:[^,]+");

    /**
     * Parses a grant.
     *
     * @throws IllegalArgumentException if the text is not a grant, with the text and what is expected
     */
    @JsonCreator
    public static Grant parse(String text) {
        int at = text.indexOf('@');
        String role = at < 0 ? text : text.substring(0, at);
        Optional<Scope> scope = at < 0 ? Optional.of(Scope.EVERYTHING) : scope(text.substring(at + 1));
        return Role.byLabel(role)
                .filter(found -> text.length() <= MAX_LENGTH && (found != Role.METRICS || at < 0))
                .flatMap(found -> scope.map(limited -> new Grant(found, limited)))
                .orElseThrow(() ->
                        new IllegalArgumentException("the grant is \"%s\"; expected %s".formatted(text, EXPECTED)));
    }

    private static Optional<Scope> scope(String text) {
        Map<String, String> conditions = new HashMap<>();
        for (String condition : text.split(",", -1)) {
            int equals = condition.indexOf('=');
            if (equals < 0 || conditions.put(condition.substring(0, equals), condition.substring(equals + 1)) != null) {
                return Optional.empty();
            }
        }
        String target = conditions.remove("target");
        String label = conditions.remove("label");
        boolean isValid = conditions.isEmpty()
                && (target == null
                        || (!target.isEmpty() && TARGET.matcher(target).matches()))
                && (label == null || (LABEL.matcher(label).matches() && StorableTextRule.isStorable(label)));
        return isValid ? Optional.of(new Scope(target, label)) : Optional.empty();
    }

    @Override
    @JsonValue
    public String toString() {
        String conditions = Stream.of(
                        scope.target() == null ? "" : "target=" + scope.target(),
                        scope.label() == null ? "" : "label=" + scope.label())
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(","));
        return conditions.isEmpty() ? role.label() : role.label() + "@" + conditions;
    }
}
