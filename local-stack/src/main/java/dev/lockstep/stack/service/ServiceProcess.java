package dev.lockstep.stack.service;

import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One service as a process of its own; started, it need not be ready yet. */
public final class ServiceProcess {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();

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

    public synchronized long pid() {
        return running().pid();
    }

    public synchronized boolean isRunning() {
        return child.filter(ChildProcess::isAlive).isPresent();
    }

    /** Starts it, or does nothing when it runs; returns before it is ready. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        try {
            Files.createDirectories(spec.home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess started = ChildProcess.start(
                new ProcessSpec(command(), spec.environment(), spec.home(), spec.log(), spec.lifetime()));
        started.writePidFile(spec.pidFile());
        child = Optional.of(started);
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx" + spec.heap(),
                "-Dserver.address=127.0.0.1",
                "-Dserver.port=" + spec.port(),
                "-jar",
                spec.service().jar(spec.project()).toString());
    }

    /** Whether it answers that it may be given work. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/actuator/health/readiness"))
                .timeout(ANSWER_LIMIT)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException ignored) {
            return false; // It does not listen yet, or no more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks it to end, and ends it when it does not. */
    public synchronized void stop() {
        child.filter(ChildProcess::isAlive).ifPresent(alive -> {
            alive.signal(Signal.TERM);
            if (!alive.awaitExit(STOP_LIMIT)) {
                kill();
            }
        });
    }

    /** {@code kill -9}; returns when the process is gone. */
    public synchronized void kill() {
        ChildProcess alive = running();
        alive.signal(Signal.KILL);
        if (!alive.awaitExit(KILL_LIMIT)) {
            throw new IllegalStateException(
                    "%s survives kill -9 as process %d".formatted(spec.service().label(), alive.pid()));
        }
    }

    /** Stops it in its tracks: its connections stay open and nothing answers. */
    public synchronized void pause() {
        running().signal(Signal.STOP);
    }

    /** Lets a paused service go on. */
    public synchronized void resume() {
        running().signal(Signal.CONT);
    }

    /** The end of its log. */
    public String log() {
        return LogTail.of(spec.log());
    }

    private ChildProcess running() {
        return child.filter(ChildProcess::isAlive)
                .orElseThrow(() -> new IllegalStateException("%s is not running; its log ends:%n%s"
                        .formatted(spec.service().label(), log())));
    }
}
