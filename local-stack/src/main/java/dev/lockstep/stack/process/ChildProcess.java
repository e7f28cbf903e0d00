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

/** One process of the operating system, started by us or found again by its pid file. */
public final class ChildProcess {

    private static final Duration GLANCE = Duration.ofMillis(1);

    private final ProcessHandle handle;

    ChildProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    public static ChildProcess start(ProcessSpec spec) {
        return new ChildProcess(Spawner.spawn(spec).toHandle());
    }

    /** Runs it to its end and answers its exit code. */
    public static int run(ProcessSpec spec) {
        return Spawner.spawn(spec).onExit().join().exitValue();
    }

    /** Finds the process that wrote this pid file; a stranger that was given its number since is not it. */
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

    /** False for a zombie too: nothing runs any more, whoever has yet to collect it. */
    public boolean isAlive() {
        return handle.isAlive() && !isZombie(handle.pid());
    }

    /** Whether it has ended and nobody has collected it; the system still answers for its number. */
    public static boolean isZombie(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        return ProcState.of(process) == ProcState.ZOMBIE && ProcState.isLastThread(process.resolve("task"));
    }

    public void writePidFile(Path pidFile) {
        PidFile entry = new PidFile(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
        entry.write(pidFile);
    }

    /** Sends the signal; one that comes too late does nothing. */
    public void signal(Signal signal) {
        if (signal == Signal.KILL) {
            handle.destroyForcibly();
            return;
        }
        try {
            // The shell's own kill: a slim machine has no kill program.
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

    // On a busy machine some threads run on for a while after the signal was sent.
    private void awaitStopped() {
        Path threads = Path.of("/proc", Long.toString(handle.pid()), "task");
        while (Files.isDirectory(threads) && isAlive() && !ProcState.allStopped(threads)) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    /** Waits for the end at most this long; true when it has ended. */
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
