package dev.lockstep.cli.api;

import java.io.IOException;
import java.net.URI;

/** The coordinator cannot be reached, or its response says that it is temporarily unavailable. */
public final class CoordinatorUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CoordinatorUnavailable(URI coordinator, IOException cause) {
        super(
                "cannot reach the coordinator at " + coordinator
                        + "; start it with ./lockstep up, or set its address with --url",
                cause);
    }

    CoordinatorUnavailable(URI coordinator, String reason) {
        super("the coordinator at " + coordinator + " is temporarily unavailable: " + reason);
    }
}
