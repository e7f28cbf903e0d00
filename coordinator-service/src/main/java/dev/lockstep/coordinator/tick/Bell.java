package dev.lockstep.coordinator.tick;

/** Wakes a ticker that does not exist yet when it is handed to those who ring. */
public final class Bell {
    private volatile Runnable rung = () -> {};

    /** Runs what the bell is for soon; nothing before that has started. */
    public void ring() {
        rung.run();
    }

    void hang(Runnable wake) {
        rung = wake;
    }
}
