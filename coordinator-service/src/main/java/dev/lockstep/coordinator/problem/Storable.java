package dev.lockstep.coordinator.problem;

/** No store can keep every text: not NUL, and not half of a surrogate pair. */
public final class Storable {
    private Storable() {}

    /** Whether every store can keep it. */
    public static boolean is(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
