package dev.lockstep.coordinator.problem;

import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is not done, and what the caller can do about it; becomes one problem detail. */
public final class Refusal extends RuntimeException {
    private final HttpStatus status;
    private final String slug;
    private final List<Mistake> mistakes;

    private Refusal(HttpStatus status, String slug, String detail, List<Mistake> mistakes) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * Without a place in what was sent.
     *
     * @param slug names the kind of problem for machines, for ever
     */
    public static Refusal of(HttpStatus status, String slug, String detail) {
        return new Refusal(status, slug, detail, List.of());
    }

    public static Refusal of(HttpStatus status, String slug, String detail, List<Mistake> mistakes) {
        return new Refusal(status, slug, detail, mistakes);
    }

    HttpStatus status() {
        return status;
    }

    String slug() {
        return slug;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }
}
