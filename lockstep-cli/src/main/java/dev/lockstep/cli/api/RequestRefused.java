package dev.lockstep.cli.api;

/** The coordinator refused a request. The message is its problem details document as text. */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RequestRefused(String message) {
        super(message);
    }
}
