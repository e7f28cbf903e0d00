package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who requested something. An actor without a known kind was written by a coordinator that did not authenticate users.
 *
 * @param name the name of an API token, the subject of an identity provider, or {@code coordinator}
 * @param onBehalfOf for whom a service acts, such as the person who started a pipeline; the service states it, nobody
 *     verifies it
 */
public record Actor(@JsonProperty(required = true) String name, Kind kind, @Nullable String onBehalfOf) {
    private static final String COORDINATOR_NAME = "coordinator";

    public Actor {
        kind = Objects.requireNonNullElse(kind, Kind.UNKNOWN);
    }

    /** What an actor is. */
    public enum Kind {
        /** A person, authenticated by a personal token or by an identity provider. */
        @JsonProperty("person")
        PERSON,
        /** A program, such as a release pipeline. */
        @JsonProperty("service")
        SERVICE,
        /** The coordinator itself, after a report or at a deadline. */
        @JsonProperty("coordinator")
        COORDINATOR,
        @JsonProperty("unknown")
        UNKNOWN
    }

    /** The coordinator itself, after a report, at a deadline or when targets become free. */
    public static Actor coordinator() {
        return new Actor(COORDINATOR_NAME, Kind.COORDINATOR, null);
    }

    /** Reads an actor of an event from before actors had kinds, which was a name only. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Actor named(String name) {
        return name.equals(COORDINATOR_NAME) ? coordinator() : new Actor(name, Kind.UNKNOWN, null);
    }

    /**
     * Whether this actor may be the same person as another one: one of its names, its own or that of the person for
     * whom it acts, is a name of the other one, in upper or lower case.
     */
    public boolean sharesNameWith(Actor other) {
        return names().anyMatch(name -> other.names().anyMatch(name::equalsIgnoreCase));
    }

    private Stream<String> names() {
        return onBehalfOf == null ? Stream.of(name) : Stream.of(name, onBehalfOf);
    }

    /** The name, and for whom the actor acts. */
    @Override
    public String toString() {
        return onBehalfOf == null ? name : "%s on behalf of %s".formatted(name, onBehalfOf);
    }
}
