package dev.lockstep.coordinator.call;

import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import dev.lockstep.coordinator.endpoint.Endpoint;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.time.Duration;
import java.util.Optional;

/** Takes due calls, each in a separate transaction. */
final class DueCalls {
    private static final int MAX_PER_ENDPOINT = 4;
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(5);

    private final JdbcEndpointCalls calls;
    private final Transactions transactions;
    private final Duration lease;

    DueCalls(JdbcEndpointCalls calls, Transactions transactions, Endpoints endpoints) {
        this.calls = calls;
        this.transactions = transactions;
        this.lease = longestTimeout(endpoints).plus(MARGIN);
    }

    private static Duration longestTimeout(Endpoints endpoints) {
        return endpoints.all().stream()
                .map(Endpoint::timeout)
                .max(Duration::compareTo)
                .orElse(LONGEST_REQUEST);
    }

    /** The time after which a coordinator takes a call again whose request has not ended. */
    Duration lease() {
        return lease;
    }

    /** Takes the call that has been due for the longest time; at most four of one endpoint at the same time. */
    Optional<DueCall> takeNext() {
        return transactions.run(() -> calls.takeNextDue(lease, MAX_PER_ENDPOINT));
    }
}
