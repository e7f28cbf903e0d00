package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Truncates texts and lists from stores, so that no report exceeds the message size limit of Kafka, and masks keys. */
final class Truncation {
    private static final int MAX_MESSAGE_LENGTH = 4_000;
    private static final int MAX_VALUE_LENGTH = 400;
    private static final int MAX_CODE_LENGTH = 100;
    private static final int MAX_ENTRIES = 50;
    private static final int MAX_CHECKS = 500;
    private static final String ELLIPSIS = " …";

    private Truncation() {}

    static StepFailure ofFailure(StepFailure failure) {
        return switch (failure) {
            case StepFailure.Transient(String code, String message) ->
                new StepFailure.Transient(ofCode(code), truncate(message, MAX_MESSAGE_LENGTH));
            case StepFailure.Unreachable(String code, String message) ->
                new StepFailure.Unreachable(ofCode(code), truncate(message, MAX_MESSAGE_LENGTH));
            case StepFailure.Permanent(String code, String message, var effect) ->
                new StepFailure.Permanent(ofCode(code), truncate(message, MAX_MESSAGE_LENGTH), effect);
        };
    }

    private static String ofCode(String code) {
        return truncate(code, MAX_CODE_LENGTH);
    }

    /** Keeps the first entries of each list. The journal of the target has the whole result. */
    static StepResult ofResult(StepResult result, Masking masking) {
        return new StepResult(
                result.changed(),
                ofCounts(result.counts()),
                result.samples().stream()
                        .limit(MAX_ENTRIES)
                        .map(sample -> new UnitNote(ofReason(masking.key(sample.unit())), ofReason(sample.note())))
                        .toList(),
                result.checks().stream()
                        .limit(MAX_CHECKS)
                        .map(check -> new CheckResult(
                                ofValue(check.check()), ofValue(check.expected()), ofValue(check.found()), check.met()))
                        .toList());
    }

    /** Keeps the first entries of each list. The journal of the target has the whole result. */
    static CompensationResult ofResult(CompensationResult result, Masking masking) {
        return new CompensationResult(
                result.restored(),
                result.conflicts(),
                result.conflictSamples().stream()
                        .limit(MAX_ENTRIES)
                        .map(conflict -> new Conflict(
                                ofReason(masking.key(conflict.unit())),
                                ofReason(masking.valueOf(conflict.unit(), conflict.expected())),
                                ofReason(masking.valueOf(conflict.unit(), conflict.found()))))
                        .toList(),
                ofCounts(result.counts()),
                ofNotes(result.differences()));
    }

    static List<String> ofNotes(List<String> notes) {
        return notes.stream().limit(MAX_ENTRIES).map(Truncation::ofReason).toList();
    }

    static Map<String, Long> ofCounts(Map<String, Long> counts) {
        Map<String, Long> kept = new LinkedHashMap<>();
        counts.entrySet().stream()
                .limit(MAX_ENTRIES)
                .forEach(count -> kept.merge(ofCode(count.getKey()), count.getValue(), Long::sum));
        return kept;
    }

    static String ofValue(String value) {
        return truncate(value, MAX_VALUE_LENGTH);
    }

    static String ofReason(String reason) {
        return truncate(reason, MAX_MESSAGE_LENGTH);
    }

    private static String truncate(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return withoutUnpairedSurrogates(text);
        }
        // A surrogate pair must not be split.
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return withoutUnpairedSurrogates(text.substring(0, end)) + ELLIPSIS;
    }

    /** JSON cannot contain an unpaired surrogate. */
    private static String withoutUnpairedSurrogates(String text) {
        return text.chars().anyMatch(unit -> Character.isSurrogate((char) unit))
                ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                : text;
    }
}
