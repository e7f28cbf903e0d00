package dev.lockstep.cli.api;

import java.io.IOException;
import java.net.URI;

/** Nobody answered where the coordinator should be, or it cannot do its work for a while. */
public final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreachable(URI coordinator, IOException cause) {
        super("no coordinator answers at " + coordinator + "; is it up? (./lockstep up)", cause);
    }

    Unreachable(URI coordinator, String reason) {
        super("the coordinator at " + coordinator + " cannot answer now: " + reason);
    }
}
