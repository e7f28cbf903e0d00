package dev.lockstep.stack.service;

import dev.lockstep.stack.process.ChildProcess;
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

/** A service that runs as a process, started by us or found again in its home. */
public final class ServiceProcess {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(50);

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

    public Path logFile() {
        return spec.log();
    }

    /** The end of its log. */
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

    /** Starts it, or does nothing when it runs; returns at once. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        Path jar = spec.service().jar(spec.project());
        if (!Files.exists(jar)) {
            throw new IllegalStateException(this + " is not built: there is no " + jar);
        }
        createHome();
        ChildProcess started = ChildProcess.start(
                new ProcessSpec(command(jar), environment(), spec.home(), spec.log(), spec.lifetime()));
        started.writePidFile(spec.pidFile());
        child = Optional.of(started);
    }

    private void createHome() {
        try {
            Files.createDirectories(spec.home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A small heap and the fast compiler alone: up in half the time, and fast enough for one machine.
    private List<String> command(Path jar) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx" + spec.heap(),
                "-Dfile.encoding=UTF-8"));
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

    /** Waits until it says that it is ready; one that ends before that, or takes too long, is an error with its log. */
    public void awaitReady(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!Readiness.of(url())) {
            if (current().awaitExit(GLANCE)) {
                throw new IllegalStateException(this + " ended before it was ready\n--- its log ---\n" + log());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        this + " was not ready within " + limit.toSeconds() + " s\n--- its log ---\n" + log());
            }
        }
    }

    private synchronized ChildProcess current() {
        return child.orElseThrow(() -> new IllegalStateException(this + " was never started"));
    }

    /** Whether it says now that it is ready for work. */
    public boolean isReady() {
        return isRunning() && Readiness.of(url());
    }

    /** Asks it to end and waits; one that does not is killed. */
    public synchronized void stop() {
        end(Signal.TERM, STOP_LIMIT);
        kill();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public synchronized void kill() {
        end(Signal.KILL, KILL_LIMIT);
        if (isRunning()) {
            throw new IllegalStateException(this + " survives kill -9 as process " + pid());
        }
    }

    private void end(Signal signal, Duration limit) {
        child.filter(ChildProcess::isAlive).ifPresent(running -> {
            running.signal(signal);
            running.awaitExit(limit);
        });
    }

    /** Stops it in its tracks: it keeps its connections, locks and open transactions. */
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
