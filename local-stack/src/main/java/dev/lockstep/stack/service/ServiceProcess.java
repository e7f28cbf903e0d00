package dev.lockstep.stack.service;

import dev.lockstep.stack.check.ProcessSettings;
import dev.lockstep.stack.check.RunningCheck;
import dev.lockstep.stack.check.SettingsFingerprint;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.JavaCommand;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service as a child process. Finds a service that an earlier JVM started in the same directory. */
public final class ServiceProcess {

    /** A service needs this long to reconnect to a server that was restarted. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final ServiceSpec spec;
    private Optional<ChildProcess> child;

    public ServiceProcess(ServiceSpec spec) {
        this.spec = spec;
        this.child = ChildProcess.find(spec.pidFile());
    }

    public LockstepService service() {
        return spec.service();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + spec.port());
    }

    private URI readiness() {
        return url().resolve(spec.service().readinessPath());
    }

    public Path logFile() {
        return spec.log();
    }

    /** The end of the service's log. */
    public String log() {
        return LogTail.of(spec.log());
    }

    public synchronized long pid() {
        return child.orElseThrow(() -> new IllegalStateException(this + " was never started"))
                .pid();
    }

    public synchronized boolean isRunning() {
        return child.filter(ChildProcess::isAlive).isPresent();
    }

    /** Starts the service and returns immediately. Does nothing if it is running. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        Path jar = spec.service().jar(spec.project());
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    this + " is not built: " + jar + " does not exist; run ./mvnw -DskipTests package");
        }
        createDirectory();
        fingerprint().write(settings());
        child = Optional.of(ChildProcess.start(
                new ProcessSpec(command(jar), environment(), spec.directory(), spec.log(), spec.lifetime()),
                spec.pidFile()));
    }

    /**
     * Why this service must be started or restarted: it has ended, was started with other settings, or is not ready.
     * Empty if it works, if it was never started and if it was stopped on request.
     */
    public synchronized Optional<String> startReason() {
        Optional<ChildProcess> running = child.filter(ChildProcess::isAlive);
        if (running.isPresent()) {
            return new RunningCheck(
                            running.get(),
                            fingerprint(),
                            settings(),
                            () -> ReadinessProbe.isReady(readiness()),
                            ANSWER_LIMIT)
                    .restartReason();
        }
        return Files.exists(spec.pidFile()) ? Optional.of("it has ended") : Optional.empty();
    }

    private SettingsFingerprint fingerprint() {
        return new SettingsFingerprint(spec.settingsFile());
    }

    private ProcessSettings settings() {
        return ServiceSettings.of(spec, JavaCommand.of(spec.service().label(), spec.heap()));
    }

    private void createDirectory() {
        try {
            Files.createDirectories(spec.directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(Path jar) {
        List<String> command = new ArrayList<>(JavaCommand.of(spec.service().label(), spec.heap()));
        Path cache = spec.service().startUpCache(spec.project());
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put("SERVER_PORT", Integer.toString(spec.port()));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        return environment;
    }

    /**
     * Waits until the readiness endpoint answers 200.
     *
     * @throws IllegalStateException with the end of the log, if the service exits or is not ready within the limit
     */
    public void awaitReady(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ReadinessProbe.isReady(readiness())) {
            if (current().awaitExit(POLL_INTERVAL)) {
                throw startFailed("exited before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw startFailed("was not ready within " + limit.toSeconds() + " s");
            }
        }
    }

    private IllegalStateException startFailed(String reason) {
        return new IllegalStateException(
                this + " " + reason + "\n--- log of " + spec.service().label() + " ---\n" + log());
    }

    private synchronized ChildProcess current() {
        return child.orElseThrow(() -> new IllegalStateException(this + " was never started"));
    }

    /** Whether the service is running and its readiness endpoint answers 200. */
    public boolean isReady() {
        return isRunning() && ReadinessProbe.isReady(readiness());
    }

    /** Stops the service. Kills it if it does not exit in time. */
    public synchronized void stop() {
        if (child.filter(ChildProcess::isSuspended).isEmpty()) {
            signalAndAwaitExit(Signal.TERM, STOP_LIMIT);
        }
        kill();
        ChildProcess.deletePidFile(spec.pidFile());
    }

    /** Sends {@code kill -9} and returns when the process has exited. */
    public synchronized void kill() {
        signalAndAwaitExit(Signal.KILL, KILL_LIMIT);
        if (isRunning()) {
            throw new IllegalStateException(
                    "%s (pid %d) is still running %d s after kill -9".formatted(this, pid(), KILL_LIMIT.toSeconds()));
        }
    }

    private void signalAndAwaitExit(Signal signal, Duration limit) {
        child.filter(ChildProcess::isAlive).ifPresent(running -> {
            running.signal(signal);
            running.awaitExit(limit);
        });
    }

    /** Suspends the process: it keeps its connections, locks and open transactions. */
    public void pause() {
        current().signal(Signal.STOP);
    }

    public void resume() {
        current().signal(Signal.CONT);
    }

    @Override
    public String toString() {
        return spec.service().label() + " on port " + spec.port();
    }
}
