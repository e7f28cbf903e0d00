package dev.lockstep.coordinator.endpoint;

import java.util.ArrayList;
import java.util.List;

/** What an endpoint was sent in confidence, so that an answer which repeats it is not kept with it. */
record Secrets(List<String> values) {
    private static final int MIN_LENGTH = 4;

    Secrets {
        values = List.copyOf(values);
    }

    static Secrets of(Endpoint endpoint) {
        List<String> values = new ArrayList<>(endpoint.headers().values());
        if (endpoint.bearerToken() != null) {
            values.add(endpoint.bearerToken().read());
        }
        if (endpoint.signingSecret() != null) {
            values.add(endpoint.signingSecret().read());
        }
        return new Secrets(
                values.stream().filter(value -> value.length() >= MIN_LENGTH).toList());
    }

    String removedFrom(String text) {
        String removed = text;
        for (String value : values) {
            removed = removed.replace(value, "***");
        }
        return removed;
    }
}
