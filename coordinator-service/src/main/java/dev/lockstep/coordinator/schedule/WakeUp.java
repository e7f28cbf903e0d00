package dev.lockstep.coordinator.schedule;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the attached tickers run. A signal is lost if no ticker is attached. */
public final class WakeUp {
    private final List<Runnable> tickers = new CopyOnWriteArrayList<>();

    /** Makes every attached ticker run as soon as possible. */
    public void signal() {
        tickers.forEach(Runnable::run);
    }

    void attach(Runnable ticker) {
        tickers.add(ticker);
    }
}
