package dev.lockstep.system.simulation;

/** Something that can be killed and stopped; what it knew dies with its life. */
final class SimulatedProcess {
    private final String name;
    private int life;
    private long downUntil;
    private long pausedUntil;
    private Runnable boot = () -> {};

    SimulatedProcess(String name) {
        this.name = name;
    }

    /** What it does first in each of its lives. */
    void boots(Runnable task) {
        boot = task;
    }

    void boot() {
        boot.run();
    }

    int life() {
        return life;
    }

    void dieUntil(long time) {
        life++;
        downUntil = time;
        pausedUntil = 0;
    }

    void stopUntil(long time) {
        pausedUntil = Math.max(pausedUntil, time);
    }

    long pausedUntil() {
        return pausedUntil;
    }

    boolean isUp(long now) {
        return now >= downUntil;
    }

    boolean isPaused(long now) {
        return now < pausedUntil;
    }

    @Override
    public String toString() {
        return name + "#" + life;
    }
}
