package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** An operating-system process that this JVM started, or that was found by its pid file. */
public final class ChildProcess {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

    private final ProcessHandle handle;

    ChildProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    public static ChildProcess start(ProcessSpec spec) {
        return new ChildProcess(ProcessStarter.start(spec).toHandle());
    }

    /**
     * Starts the process and writes its pid file. A detached JVM is started again if it ends with an OutOfMemoryError.
     */
    public static ChildProcess start(ProcessSpec spec, Path pidFile) {
        ChildProcess started = start(isDetachedJvm(spec) ? OutOfMemoryRestart.prepare(spec, pidFile) : spec);
        started.writePidFile(pidFile);
        return started;
    }

    private static boolean isDetachedJvm(ProcessSpec spec) {
        return spec.lifetime() == ProcessLifetime.DETACHED
                && spec.command().getFirst().endsWith("/java");
    }

    /** Runs the process until it exits. Returns its exit code. */
    public static int run(ProcessSpec spec) {
        return ProcessStarter.start(spec).onExit().join().exitValue();
    }

    /**
     * Finds the running process of a pid file. Another process with the same pid has another start time and is not
     * returned.
     */
    public static Optional<ChildProcess> find(Path pidFile) {
        return PidFile.read(pidFile).flatMap(ChildProcess::of).filter(ChildProcess::isAlive);
    }

    private static Optional<ChildProcess> of(PidFile entry) {
        return ProcessHandle.of(entry.pid())
                .filter(handle ->
                        entry.startedAt().equals(handle.info().startInstant().orElse(Instant.EPOCH)))
                .map(ChildProcess::new);
    }

    public long pid() {
        return handle.pid();
    }

    /** Whether the process is running. False for a zombie, which has exited but is not yet collected by its parent. */
    public boolean isAlive() {
        return handle.isAlive() && !isZombie(handle.pid());
    }

    /**
     * Whether the process has exited but still has an entry in the process table. Always false on systems without
     * {@code /proc}.
     */
    public static boolean isZombie(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        return LinuxProcessState.of(process) == LinuxProcessState.ZOMBIE
                && LinuxProcessState.hasOneThread(process.resolve("task"));
    }

    /** Whether the process is suspended: it is running, but all its threads are stopped. */
    public boolean isSuspended() {
        Path threads = Path.of("/proc", Long.toString(handle.pid()), "task");
        return isAlive() && Files.isDirectory(threads) && LinuxProcessState.areAllStopped(threads);
    }

    /** Deletes the pid file of a process that was stopped on request. The pid file of any other process stays. */
    public static void deletePidFile(Path pidFile) {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void writePidFile(Path pidFile) {
        PidFile entry = new PidFile(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
        entry.write(pidFile);
    }

    /** Sends the signal. Does nothing if the process has exited. */
    public void signal(Signal signal) {
        if (signal == Signal.KILL) {
            handle.destroyForcibly();
            return;
        }
        try {
            // kill is a builtin of sh. Small installations have no kill program.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + handle.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + signal + " to process " + handle.pid(), e);
        }
        if (signal == Signal.STOP) {
            awaitStopped();
        }
    }

    // On a loaded machine some threads run for a short time after the signal.
    private void awaitStopped() {
        Path threads = Path.of("/proc", Long.toString(handle.pid()), "task");
        while (Files.isDirectory(threads) && isAlive() && !LinuxProcessState.areAllStopped(threads)) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Waits for the process to exit. Returns false if it still runs after the limit. */
    public boolean awaitExit(Duration limit) {
        if (!isAlive()) {
            return true;
        }
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException ignored) {
            return !isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + handle.pid(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + handle.pid(), e);
        }
    }
}
