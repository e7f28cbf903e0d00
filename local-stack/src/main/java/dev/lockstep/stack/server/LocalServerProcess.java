package dev.lockstep.stack.server;

import dev.lockstep.stack.check.ProcessSettings;
import dev.lockstep.stack.check.RunningCheck;
import dev.lockstep.stack.check.SettingsFingerprint;
import dev.lockstep.stack.files.ServerJars;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server as a child process. Finds a server that an earlier JVM started in the same directory. */
public final class LocalServerProcess implements ServerProcess {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(25);
    private static final int MAX_RESTART_ATTEMPTS = 20;

    private final ServerProgram program;
    private final ServerDirectory directory;
    private final int port;
    private final ProcessLifetime lifetime;
    private Optional<ChildProcess> child;

    public LocalServerProcess(ServerProgram program, ServerDirectory directory, int port, ProcessLifetime lifetime) {
        this.program = program;
        this.directory = directory;
        this.port = port;
        this.lifetime = lifetime;
        this.child = ChildProcess.find(directory.pidFile());
    }

    @Override
    public ServerKind kind() {
        return program.kind();
    }

    @Override
    public ServerAddress address() {
        return ServerAddress.loopback(port);
    }

    @Override
    public synchronized long pid() {
        return child.orElseThrow(() -> new IllegalStateException(kind().label() + " was never started"))
                .pid();
    }

    @Override
    public synchronized boolean isRunning() {
        return child.filter(ChildProcess::isAlive).isPresent();
    }

    @Override
    public synchronized Optional<String> startReason() {
        Optional<ChildProcess> running = child.filter(ChildProcess::isAlive);
        if (running.isPresent()) {
            return new RunningCheck(running.get(), fingerprint(), settings(), () -> program.isReady(port), ANSWER_LIMIT)
                    .restartReason();
        }
        return Files.exists(directory.pidFile()) ? Optional.of("it has ended") : Optional.empty();
    }

    private SettingsFingerprint fingerprint() {
        return new SettingsFingerprint(directory.settings());
    }

    private ProcessSettings settings() {
        List<String> command = program.command(directory, port);
        Map<String, String> settings = new HashMap<>(Map.of(
                "port", Integer.toString(port),
                "command line", String.join("\n", command),
                "configuration", program.configuration(directory, port)));
        if (command.contains(ServerJars.classPath())) {
            settings.put("code", ServerJars.checksum());
            settings.put("Java version", Runtime.version().toString());
        }
        return ProcessSettings.of(settings);
    }

    @Override
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        directory.create();
        program.prepare(directory, port);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        // After kill -9, the port or shared memory of the killed process may stay in use for a short time.
        int attempts = child.isPresent() ? MAX_RESTART_ATTEMPTS : 1;
        while (!startOnce(deadline)) {
            attempts--;
            if (attempts == 0 || System.nanoTime() > deadline) {
                throw startFailed("it exited before it was ready");
            }
        }
    }

    private boolean startOnce(long deadline) {
        ChildProcess started = startChild();
        child = Optional.of(started);
        while (!started.awaitExit(POLL_INTERVAL)) {
            if (program.isReady(port)) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw startFailed("it was not ready within " + START_LIMIT.toSeconds() + " s");
            }
        }
        return false;
    }

    private ChildProcess startChild() {
        ProcessSpec spec = new ProcessSpec(
                program.command(directory, port), Map.of(), directory.path(), directory.log(), lifetime);
        fingerprint().write(settings());
        return ChildProcess.start(spec, directory.pidFile());
    }

    private ServerStartFailed startFailed(String reason) {
        return new ServerStartFailed(kind(), reason + " on port " + port, log());
    }

    @Override
    public synchronized void stop() {
        if (child.filter(ChildProcess::isSuspended).isEmpty()) {
            signalAndAwaitExit(program.stopSignal(), STOP_LIMIT);
        }
        if (isRunning()) {
            kill();
        }
        ChildProcess.deletePidFile(directory.pidFile());
    }

    @Override
    public synchronized void kill() {
        signalAndAwaitExit(Signal.KILL, KILL_LIMIT);
        if (isRunning()) {
            throw new IllegalStateException("%s (pid %d) is still running %d s after kill -9"
                    .formatted(kind().label(), pid(), KILL_LIMIT.toSeconds()));
        }
    }

    private void signalAndAwaitExit(Signal signal, Duration limit) {
        child.filter(ChildProcess::isAlive).ifPresent(running -> {
            running.signal(signal);
            running.awaitExit(limit);
        });
    }

    @Override
    public void pause() {
        signalRunning(Signal.STOP);
    }

    @Override
    public void resume() {
        signalRunning(Signal.CONT);
    }

    private synchronized void signalRunning(Signal signal) {
        child.filter(ChildProcess::isAlive)
                .orElseThrow(() -> new IllegalStateException(kind().label() + " is not running"))
                .signal(signal);
    }

    @Override
    public String log() {
        return LogTail.of(directory.log());
    }
}
