package dev.lockstep.coordinator.call;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.coordinator.endpoint.Endpoint;
import dev.lockstep.coordinator.endpoint.EndpointClient;
import dev.lockstep.coordinator.endpoint.EndpointRequest;
import dev.lockstep.coordinator.endpoint.EndpointResult;
import dev.lockstep.coordinator.endpoint.Endpoints;
import java.util.Optional;
import java.util.function.Function;

/** Makes requests to endpoints by their names. */
final class EndpointRequester {
    private final Endpoints endpoints;
    private final EndpointClient client;

    EndpointRequester(Endpoints endpoints, EndpointClient client) {
        this.endpoints = endpoints;
        this.client = client;
    }

    /**
     * Makes one request. It fails if this coordinator has no such endpoint; during an upgrade another one can have it.
     */
    EndpointResult send(EndpointName name, Function<Endpoint, EndpointRequest> request) throws InterruptedException {
        Optional<Endpoint> endpoint = endpoints.find(name);
        return endpoint.isPresent()
                ? client.send(endpoint.get(), request.apply(endpoint.get()))
                : new EndpointResult.Failed(
                        "endpoint \"%s\" is not configured; set lockstep.endpoints.%s.url".formatted(name, name));
    }

    /** The number of requests after which no further one is made; empty if only the time is limited. */
    Optional<Integer> maxAttempts(EndpointName name) {
        return endpoints.find(name).map(Endpoint::attempts);
    }
}
