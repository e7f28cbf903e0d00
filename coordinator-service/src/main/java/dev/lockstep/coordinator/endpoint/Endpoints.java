package dev.lockstep.coordinator.endpoint;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.service.NamedSettings;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/** The configured endpoints. */
public final class Endpoints {
    private static final NamedSettings SETTINGS = new NamedSettings("endpoints");

    private final Map<String, Endpoint> byName = new TreeMap<>();

    private Endpoints() {}

    /**
     * Reads {@code lockstep.endpoints.<name>.<setting>}.
     *
     * @param sources properties and environment variables in order of precedence
     * @throws IllegalArgumentException if an endpoint has an invalid setting
     */
    public static Endpoints read(List<Map<String, String>> sources) {
        Endpoints endpoints = new Endpoints();
        SETTINGS.read(sources)
                .forEach((name, settings) -> endpoints.byName.put(name, EndpointSettings.read(name, settings)));
        return endpoints;
    }

    public Optional<Endpoint> find(EndpointName name) {
        return Optional.ofNullable(byName.get(name.value()));
    }

    public Collection<Endpoint> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The names of all endpoints, sorted. */
    public SequencedSet<String> names() {
        return new LinkedHashSet<>(byName.keySet());
    }
}
