package dev.lockstep.system.simulation;

/** A process that can crash and pause. Tasks scheduled before a crash do not run after it. */
final class SimulatedProcess {
    private final String name;
    private int restarts;
    private long downUntil;
    private long pausedUntil;
    private Runnable startTask = () -> {};

    SimulatedProcess(String name) {
        this.name = name;
    }

    /** Sets the task that runs after each start. */
    void onStart(Runnable task) {
        startTask = task;
    }

    void start() {
        startTask.run();
    }

    int restarts() {
        return restarts;
    }

    void crashUntil(long time) {
        restarts++;
        downUntil = time;
        pausedUntil = 0;
    }

    void pauseUntil(long time) {
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

    boolean isRunning(long now) {
        return isUp(now) && !isPaused(now);
    }

    @Override
    public String toString() {
        return name + "#" + restarts;
    }
}
