package dev.lockstep.worker.service;

import dev.lockstep.worker.target.ServedTargets;
import dev.lockstep.worker.target.TargetRegistrar;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Registers every target when the worker starts and every ten seconds after that. */
final class RegistrationSchedule implements SmartLifecycle {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final TargetRegistrar registrar;
    private final ServedTargets targets;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("registrations").factory());
    private volatile @Nullable ScheduledFuture<?> registrations;

    RegistrationSchedule(TargetRegistrar registrar, ServedTargets targets) {
        this.registrar = registrar;
        this.targets = targets;
    }

    @Override
    public void start() {
        registrations = scheduler.scheduleAtFixedRate(
                () -> targets.all().forEach(registrar::checkAndRegister),
                0,
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
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
