package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;

/** Truncates strings from stores, so that no report exceeds the message size limit of Kafka. */
final class Truncation {
    private static final int MAX_MESSAGE_LENGTH = 4_000;
    private static final int MAX_VALUE_LENGTH = 400;
    private static final String ELLIPSIS = " …";

    private Truncation() {}

    static StepFailure ofFailure(StepFailure failure) {
        return switch (failure) {
            case StepFailure.Transient(String code, String message) ->
                new StepFailure.Transient(code, truncate(message, MAX_MESSAGE_LENGTH));
            case StepFailure.Unreachable(String code, String message) ->
                new StepFailure.Unreachable(code, truncate(message, MAX_MESSAGE_LENGTH));
            case StepFailure.Permanent(String code, String message, var effect) ->
                new StepFailure.Permanent(code, truncate(message, MAX_MESSAGE_LENGTH), effect);
        };
    }

    static String ofValue(String value) {
        return truncate(value, MAX_VALUE_LENGTH);
    }

    static String ofReason(String reason) {
        return truncate(reason, MAX_MESSAGE_LENGTH);
    }

    private static String truncate(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        // A surrogate pair must not be split.
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return text.substring(0, end) + ELLIPSIS;
    }
}
