package dev.lockstep.coordinator.endpoint;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one request sends in confidence, read once, so that an answer which repeats it is not kept with it.
 *
 * @param confidential all values that must not be kept, the longest first
 */
record Secrets(@Nullable String bearerToken, @Nullable String signingSecret, List<String> confidential) {
    private static final int MIN_LENGTH = 4;
    // A shorter part of a path, such as "maintenance", is no credential.
    private static final int MIN_SEGMENT_LENGTH = 16;

    /**
     * Reads the secrets of an endpoint.
     *
     * @throws IllegalArgumentException if a file cannot be read; the message has no secret
     */
    static Secrets of(Endpoint endpoint) {
        String token =
                endpoint.bearerToken() == null ? null : endpoint.bearerToken().read();
        String key = endpoint.signingSecret() == null
                ? null
                : endpoint.signingSecret().read();
        List<String> values = new ArrayList<>(endpoint.headers().values());
        Optional.ofNullable(token).ifPresent(values::add);
        Optional.ofNullable(key).ifPresent(values::add);
        URI url = URI.create(endpoint.url().replace("{action}", ""));
        Optional.ofNullable(url.getRawQuery()).ifPresent(values::add);
        Arrays.stream(Optional.ofNullable(url.getRawPath()).orElse("").split("/", -1))
                .filter(segment -> segment.length() >= MIN_SEGMENT_LENGTH)
                .forEach(values::add);
        return new Secrets(
                token,
                key,
                values.stream()
                        .filter(value -> value.length() >= MIN_LENGTH)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList());
    }

    String removedFrom(String text) {
        String removed = text;
        for (String value : confidential) {
            removed = removed.replace(value, "***");
        }
        return removed;
    }

    @Override
    public String toString() {
        return "Secrets";
    }
}
