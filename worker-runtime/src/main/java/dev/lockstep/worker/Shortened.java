package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;

/** Cuts what stores say to a length that always fits into a report: one that Kafka refused would never be heard. */
final class Shortened {
    private static final int MESSAGE = 4_000;
    private static final int FOUND = 400;
    private static final String CUT = " …";

    private Shortened() {}

    static StepFailure failure(StepFailure failure) {
        return switch (failure) {
            case StepFailure.Transient(String code, String message) ->
                new StepFailure.Transient(code, text(message, MESSAGE));
            case StepFailure.Unreachable(String code, String message) ->
                new StepFailure.Unreachable(code, text(message, MESSAGE));
            case StepFailure.Permanent(String code, String message, var effect) ->
                new StepFailure.Permanent(code, text(message, MESSAGE), effect);
        };
    }

    static String found(String found) {
        return text(found, FOUND);
    }

    static String reason(String reason) {
        return text(reason, MESSAGE);
    }

    private static String text(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // Half of a surrogate pair is no character, and no JSON either.
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + CUT;
    }
}
