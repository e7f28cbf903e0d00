package dev.lockstep.worker.tool;

import dev.lockstep.worker.StoreTool.ToolUnusable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a program. Its output is copied while it runs. It is ended, with the processes that it has started, when the
 * dispatch stops, its time is over, or the output cannot be written.
 */
final class ToolProcess {
    private static final int BUFFER = 64 * 1024;
    private static final long WATCH_MILLIS = 100;

    private final Process process;
    private final Duration limit;
    private final ErrorText errors = new ErrorText();
    private final CountDownLatch copied = new CountDownLatch(1);
    private volatile boolean timedOut;
    private volatile @Nullable RuntimeException stopped;

    private ToolProcess(Process process, Duration limit) {
        this.process = process;
        this.limit = limit;
    }

    /** Starts the program with this environment only. */
    static ToolProcess start(List<String> command, Map<String, String> environment, Path directory, Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new ToolProcess(builder.start(), limit);
        } catch (IOException _notStarted) {
            throw new ToolUnusable("%s cannot be started; check that it is an executable file, and its architecture"
                    .formatted(command.getFirst()));
        }
    }

    /**
     * Copies the output and waits for the end.
     *
     * @param checkpoint throws if the dispatch must stop
     * @throws IOException if the output cannot be written
     */
    ToolExit run(OutputStream output, Runnable checkpoint) throws IOException {
        Thread errorReader = Thread.ofVirtual().start(() -> errors.read(process.getErrorStream()));
        Thread watch = Thread.ofVirtual().start(() -> watch(checkpoint));
        try {
            process.getOutputStream().close();
            copy(process.getInputStream(), output);
            int code = process.waitFor();
            copied.countDown();
            watch.join();
            errorReader.join(Duration.ofSeconds(1));
            if (stopped != null) {
                throw stopped;
            }
            return new ToolExit(code, timedOut, errors);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a tool ran", e);
        } finally {
            copied.countDown();
            end();
        }
    }

    private static void copy(InputStream from, OutputStream output) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = read(from, buffer); count >= 0; count = read(from, buffer)) {
            output.write(buffer, 0, count);
        }
    }

    /** A process that was ended has no more output; its exit code tells. */
    private static int read(InputStream from, byte[] buffer) {
        try {
            return from.read(buffer);
        } catch (IOException _ended) {
            return -1;
        }
    }

    private void watch(Runnable checkpoint) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!copied.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - deadline > 0) {
                    timedOut = true;
                    end();
                    return;
                }
                checkpoint.run();
            }
        } catch (RuntimeException mustStop) {
            stopped = mustStop;
            end();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * How a program has ended.
     *
     * @param timedOut whether it was ended after its time
     */
    record ToolExit(int code, boolean timedOut, ErrorText errors) {
        boolean isSuccess() {
            return code == 0 && !timedOut;
        }
    }
}
