package dev.lockstep.cli.api;

/** The coordinator answered, and the answer was no. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
