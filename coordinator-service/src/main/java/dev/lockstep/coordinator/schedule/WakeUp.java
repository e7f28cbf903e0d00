package dev.lockstep.coordinator.schedule;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wakes the tickers that are attached to it. A signal before the first one is attached is dropped. */
public final class WakeUp {
    private final List<Runnable> tickers = new CopyOnWriteArrayList<>();

    /** Makes every attached ticker run soon. */
    public void signal() {
        tickers.forEach(Runnable::run);
    }

    void attach(Runnable ticker) {
        tickers.add(ticker);
    }
}
