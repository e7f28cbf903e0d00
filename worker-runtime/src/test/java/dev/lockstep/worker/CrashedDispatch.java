package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A dispatch that ends as in a crash of its worker. */
public final class CrashedDispatch {
    private CrashedDispatch() {}

    /** Runs the dispatch, which must crash at this failpoint. */
    public static void at(String failpoint, Runnable dispatch) {
        try (Failpoints.Watch _ = Failpoints.watch(point -> {
            if (point.equals(failpoint)) {
                throw new FailpointCrash(point);
            }
        })) {
            assertThatThrownBy(dispatch::run).isInstanceOf(FailpointCrash.class);
        }
    }
}
