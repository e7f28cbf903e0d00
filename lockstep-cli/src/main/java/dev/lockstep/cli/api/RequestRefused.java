package dev.lockstep.cli.api;

/** The coordinator refused a request. The message is its problem details document as text. */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RequestRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status of the response. */
    public int status() {
        return status;
    }
}
