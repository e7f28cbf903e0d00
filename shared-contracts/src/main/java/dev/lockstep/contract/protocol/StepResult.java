package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of a preflight, an apply, a finish, an erasure, a purge or of checks alone.
 *
 * @param changed number of units changed
 * @param counts other counts by name, such as {@code skipped.malformed}
 * @param samples notes, such as the reasons why some of the matching units were not changed
 * @param checks the checks of the step with their results
 */
public record StepResult(
        @JsonProperty(required = true) long changed,
        Map<String, Long> counts,
        List<UnitNote> samples,
        List<CheckResult> checks) {
    public static final StepResult NOTHING = new StepResult(0, null, null, null);

    public StepResult(
            long changed,
            @Nullable Map<String, Long> counts,
            @Nullable List<UnitNote> samples,
            @Nullable List<CheckResult> checks) {
        this.changed = changed;
        this.counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        this.samples = samples == null ? List.of() : List.copyOf(samples);
        this.checks = checks == null ? List.of() : List.copyOf(checks);
    }

    public static StepResult changed(long units) {
        return new StepResult(units, null, null, null);
    }

    public StepResult withChecks(List<CheckResult> results) {
        return new StepResult(changed, counts, samples, results);
    }

    /** A unit with a remark, such as the reason why it was skipped. */
    public record UnitNote(@JsonProperty(required = true) String unit, @JsonProperty(required = true) String note) {}

    /**
     * A check as written in the plan, with the expected and the found value.
     *
     * @param met whether the check is met; absent for the checks of an applied step, which are all met
     */
    public record CheckResult(
            @JsonProperty(required = true) String check,
            @JsonProperty(required = true) String expected,
            @JsonProperty(required = true) String found,
            @Nullable Boolean met) {
        /** The result of a check of an applied step. */
        public CheckResult(String check, String expected, String found) {
            this(check, expected, found, null);
        }

        public CheckResult withMet(boolean isMet) {
            return new CheckResult(check, expected, found, isMet);
        }
    }
}
