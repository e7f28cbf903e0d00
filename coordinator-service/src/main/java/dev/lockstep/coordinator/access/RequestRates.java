package dev.lockstep.coordinator.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The rate of requests of each client, in one bucket per client. The clients that sent the last requests are kept. */
final class RequestRates {
    private static final int MAX_CLIENTS = 10_000;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int BURST_SECONDS = 2;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_CLIENTS)
            .expireAfterAccess(KEPT)
            .build();
    private final Bandwidth bandwidth;

    RequestRates(int requestsPerSecond) {
        this.bandwidth = Bandwidth.builder()
                .capacity((long) requestsPerSecond * BURST_SECONDS)
                .refillGreedy(requestsPerSecond, Duration.ofSeconds(1))
                .build();
    }

    /**
     * Counts a request.
     *
     * @return empty if the request is permitted; otherwise the seconds after which the next one is
     */
    OptionalLong secondsToWait(String client) {
        Bucket bucket = buckets.get(
                client, _client -> Bucket.builder().addLimit(bandwidth).build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        Math.max(1, Math.ceilDiv(probe.getNanosToWaitForRefill(), TimeUnit.SECONDS.toNanos(1))));
    }
}
