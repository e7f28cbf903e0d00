package dev.lockstep.stack;

import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.Lifetime;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A server as a child process of this JVM, or one that an earlier JVM started in the same home. */
final class LocalServerProcess implements ServerProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(25);

    private final LocalEngine engine;
    private final ServerHome home;
    private final int port;
    private final Lifetime lifetime;
    private Optional<ChildProcess> child;

    LocalServerProcess(LocalEngine engine, ServerHome home, int port, Lifetime lifetime) {
        this.engine = engine;
        this.home = home;
        this.port = port;
        this.lifetime = lifetime;
        this.child = ChildProcess.find(home.pidFile());
    }

    @Override
    public ServerKind kind() {
        return engine.kind();
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
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        home.create();
        engine.prepare(home, port);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        // After kill -9 what is left of the old process may hold port or memory for a moment.
        int attempts = child.isPresent() ? 20 : 1;
        while (!comesUp(deadline)) {
            attempts--;
            if (attempts == 0 || System.nanoTime() > deadline) {
                throw failed("it ended before it was ready");
            }
        }
    }

    private boolean comesUp(long deadline) {
        ChildProcess started = spawn();
        child = Optional.of(started);
        while (!started.awaitExit(GLANCE)) {
            if (engine.isReady(port)) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw failed("it was not ready within " + START_LIMIT.toSeconds() + " s");
            }
        }
        return false;
    }

    private ChildProcess spawn() {
        ProcessSpec spec =
                new ProcessSpec(engine.command(home, port), Map.of(), home.directory(), home.log(), lifetime);
        ChildProcess started = ChildProcess.start(spec);
        started.writePidFile(home.pidFile());
        return started;
    }

    private ServerStartFailed failed(String reason) {
        return new ServerStartFailed(kind(), reason + " on port " + port, log());
    }

    @Override
    public synchronized void stop() {
        end(engine.gently(), STOP_LIMIT);
        if (isRunning()) {
            kill();
        }
    }

    @Override
    public synchronized void kill() {
        end(Signal.KILL, KILL_LIMIT);
        if (isRunning()) {
            throw new IllegalStateException(kind().label() + " survives kill -9 as process " + pid());
        }
    }

    private void end(Signal signal, Duration limit) {
        child.filter(ChildProcess::isAlive).ifPresent(running -> {
            running.signal(signal);
            running.awaitExit(limit);
        });
    }

    @Override
    public void pause() {
        signalToRunning(Signal.STOP);
    }

    @Override
    public void resume() {
        signalToRunning(Signal.CONT);
    }

    private synchronized void signalToRunning(Signal signal) {
        child.filter(ChildProcess::isAlive)
                .orElseThrow(() -> new IllegalStateException(kind().label() + " is not running"))
                .signal(signal);
    }

    @Override
    public String log() {
        return LogTail.of(home.log());
    }
}
