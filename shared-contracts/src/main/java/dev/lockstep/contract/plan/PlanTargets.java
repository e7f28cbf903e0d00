package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A group of targets on which a plan runs: each member in a migration of its own, one wave after the other.
 *
 * @param group the name of the group in the settings of the coordinator; all steps name it as their target
 * @param waves how many members are done after each wave: numbers, or percentages such as {@code "10%"}, rounded up; the
 *     last is {@code "100%"}. {@code [1, "10%", "100%"]} by default
 * @param confirm whether somebody must continue the fleet after each wave; false by default
 * @param onFailure what follows after the migration of a member has not completed; stop by default
 */
public record PlanTargets(
        @JsonProperty(required = true) TargetName group,
        List<JsonNode> waves,
        boolean confirm,
        FleetFailure onFailure) {
    private static final int MAX_WAVES = 20;
    private static final int ALL = 100;
    private static final Pattern PERCENTAGE = Pattern.compile("([1-9]\\d?|100)%");
    private static final String HINT = "write waves such as [1, \"10%\", \"100%\"]";
    private static final List<JsonNode> DEFAULT = List.of(
            JsonNodeFactory.instance.numberNode(1),
            JsonNodeFactory.instance.stringNode("10%"),
            JsonNodeFactory.instance.stringNode("100%"));

    @JsonCreator
    public PlanTargets(
            TargetName group, @Nullable List<JsonNode> waves, boolean confirm, @Nullable FleetFailure onFailure) {
        this.group = group;
        this.waves = waves == null ? DEFAULT : List.copyOf(waves);
        this.confirm = confirm;
        this.onFailure = onFailure == null ? FleetFailure.STOP : onFailure;
        validate(this.waves);
    }

    private static void validate(List<JsonNode> waves) {
        if (waves.isEmpty() || waves.size() > MAX_WAVES) {
            throw InvalidValue.in(
                    "waves", "waves has %d elements; expected 1 to %d".formatted(waves.size(), MAX_WAVES), HINT);
        }
        int lastNumber = 0;
        int lastPercentage = 0;
        for (int index = 0; index < waves.size(); index++) {
            JsonNode wave = waves.get(index);
            if (wave.isIntegralNumber()) {
                requireInt(index, wave);
                requireHigher(index, wave, wave.intValue() > lastNumber);
                lastNumber = wave.intValue();
            } else {
                int percentage = percentage(index, wave);
                requireHigher(index, wave, percentage > lastPercentage);
                lastPercentage = percentage;
            }
        }
        if (!waves.getLast().isString() || lastPercentage != ALL) {
            throw InvalidValue.in(
                    "waves",
                    "the last wave is %s; \"100%%\" is expected, so that no member is left out"
                            .formatted(waves.getLast()),
                    "add \"100%\" at the end");
        }
    }

    private static void requireInt(int index, JsonNode wave) {
        if (!wave.canConvertToInt()) {
            throw InvalidValue.in(
                    "waves",
                    "waves[%d] is %s; a number from 1 to %d is expected".formatted(index, wave, Integer.MAX_VALUE),
                    HINT);
        }
    }

    private static void requireHigher(int index, JsonNode wave, boolean isHigher) {
        if (!isHigher) {
            throw InvalidValue.in(
                    "waves",
                    "waves[%d] is %s, which is not more than before; each wave says how many members are done after it"
                            .formatted(index, wave),
                    HINT);
        }
    }

    private static int percentage(int index, JsonNode wave) {
        Matcher matcher = PERCENTAGE.matcher(wave.isString() ? wave.stringValue() : "");
        if (!matcher.matches()) {
            throw InvalidValue.in(
                    "waves",
                    "waves[%d] is %s; a number, or a percentage from \"1%%\" to \"100%%\" in quotes is expected"
                            .formatted(index, wave),
                    HINT);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /**
     * How many members of a group of this size are done after each wave; the last number is the size. A wave that would
     * have no member is left out.
     */
    public List<Integer> ends(int size) {
        List<Integer> ends = new ArrayList<>();
        int last = 0;
        for (int index = 0; index < waves.size(); index++) {
            int end = Math.min(size, end(index, size));
            if (end > last) {
                ends.add(end);
                last = end;
            }
        }
        return ends;
    }

    private int end(int index, int size) {
        JsonNode wave = waves.get(index);
        return wave.isIntegralNumber() ? wave.intValue() : Math.ceilDiv(size * percentage(index, wave), ALL);
    }
}
