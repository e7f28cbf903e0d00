package dev.lockstep.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** CPU time of a process, of its running children, and on Linux also of its children that have ended. */
final class ProcessCpu {

    private static final int FIELDS_BEFORE_CHILDREN = 13; // proc(5): cutime and cstime follow "(name) state ppid …"
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on all Linux architectures that run Java.

    private ProcessCpu() {}

    static Duration of(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(endedChildren(pid), Duration::plus);
    }

    private static Duration endedChildren(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return Duration.ZERO;
        }
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", 0);
            long ticks =
                    Long.parseLong(fields[FIELDS_BEFORE_CHILDREN]) + Long.parseLong(fields[FIELDS_BEFORE_CHILDREN + 1]);
            return Duration.ofNanos(ticks * NANOS_PER_TICK);
        } catch (IOException ignored) {
            return Duration.ZERO; // The process has ended.
        }
    }
}
