package dev.lockstep.coordinator.target;

import org.springframework.context.SmartLifecycle;

/**
 * Loads the registrations before any other part of the coordinator starts. It does so when the context starts, not while
 * its beans are created, because the build creates them without a database.
 */
final class RegistrationLoader implements SmartLifecycle {
    private final RegistrationRecorder recorder;
    private volatile boolean isLoaded;

    RegistrationLoader(RegistrationRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void start() {
        recorder.load();
        isLoaded = true;
    }

    @Override
    public void stop() {
        isLoaded = false;
    }

    @Override
    public boolean isRunning() {
        return isLoaded;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
