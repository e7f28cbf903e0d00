package dev.lockstep.coordinator.endpoint;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.testservers.http.TestEndpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A client and a server whose answers a test chooses. */
abstract class EndpointClientCase {
    static final MigrationId MIGRATION = MigrationId.parse("00000000-0000-4000-8000-000000000001");
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final TestEndpoint server = TestEndpoint.start();
    final EndpointClient client = new EndpointClient(Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** An endpoint at the path {@code /asked} of the server, with these settings. */
    Endpoint endpoint(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("url", server.url("/asked")));
        for (int index = 0; index < settings.length; index += 2) {
            all.put(settings[index], settings[index + 1]);
        }
        return EndpointSettings.read("asked", all);
    }

    static EndpointRequest question(EndpointPurpose purpose, @Nullable Integer expectStatus) {
        return EndpointMessages.question(
                MIGRATION,
                new PlanName("plan"),
                new EndpointCall(
                        3, purpose, new EndpointName("asked"), expectStatus, new GateLimit(Duration.ofSeconds(1))));
    }

    EndpointResult ask(Endpoint endpoint) throws InterruptedException {
        return client.send(endpoint, question(EndpointPurpose.SMOKE_TEST, null));
    }
}
