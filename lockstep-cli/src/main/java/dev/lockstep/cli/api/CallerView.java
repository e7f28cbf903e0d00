package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.Actor;
import java.util.List;

/** The owner of a token, and what the token permits. */
public record CallerView(Actor actor, List<String> grants) {

    public CallerView {
        grants = List.copyOf(grants);
    }
}
