package dev.lockstep.worker.service;

import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.target.ServedTargets;
import dev.lockstep.worker.target.TargetChecks;
import dev.lockstep.worker.target.TargetRegistrar;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Asks every second which checks and registrations are due, and whether credentials have changed. Registrations may wait
 * for Kafka; the others do not.
 */
final class RegistrationSchedule implements SmartLifecycle {
    private static final int THREADS = 2;
    private static final long INTERVAL_SECONDS = 1;

    private final ServedTargets targets;
    private final TargetChecks checks;
    private final TargetRegistrar registrar;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("registrations-", 0).factory());
    private volatile @Nullable ScheduledFuture<?> registrations;

    RegistrationSchedule(ServedTargets targets, TargetChecks checks, TargetRegistrar registrar) {
        this.targets = targets;
        this.checks = checks;
        this.registrar = registrar;
    }

    @Override
    public void start() {
        ScheduledFuture<?> _ = schedule("target credentials", targets::refreshCredentials);
        ScheduledFuture<?> _ = schedule("target checks", checks::startDue);
        registrations = schedule("target registrations", registrar::publishDue);
    }

    private ScheduledFuture<?> schedule(String name, Runnable task) {
        return scheduler.scheduleWithFixedDelay(ProcessExit.guard(name, task), 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        scheduler.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return registrations != null && !registrations.isDone();
    }
}
