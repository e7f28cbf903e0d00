package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a JVM again that ended with an OutOfMemoryError. The ending JVM itself starts this program, so the new process
 * has the same environment, and no other process has to watch it.
 */
public final class OutOfMemoryRestart {

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(30);
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int MAX_RESTARTS_IN_PERIOD = 5;

    private OutOfMemoryRestart() {}

    /** Returns the specification with the option by which the JVM starts this program, and stores its command. */
    static ProcessSpec prepare(ProcessSpec spec, Path pidFile) {
        new StartCommand(spec.directory(), pidFile, spec.log(), spec.command()).write();
        List<String> command = new ArrayList<>(spec.command());
        command.add(1, "-XX:OnOutOfMemoryError=" + shellCommand(spec));
        return new ProcessSpec(command, spec.environment(), spec.directory(), spec.log(), spec.lifetime());
    }

    // The JVM replaces %p by its pid, and waits for the shell but not for the program in the background.
    private static String shellCommand(ProcessSpec spec) {
        return command(spec.command().getFirst(), spec.directory()).stream()
                        .map(OutOfMemoryRestart::quoted)
                        .collect(Collectors.joining(" "))
                + " %p >>" + quoted(spec.log().toString()) + " 2>&1 &";
    }

    private static List<String> command(String java, Path directory) {
        return List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx16m",
                "-cp",
                codeLocation(),
                OutOfMemoryRestart.class.getName(),
                directory.toString());
    }

    // The JVM replaces %% by % and splits the option at each semicolon, even within quotes, so printf writes
    // semicolons.
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''").replace("%", "%%").replace(";", "'\"$(printf '\\073')\"'") + "'";
    }

    private static String codeLocation() {
        try {
            return Path.of(OutOfMemoryRestart.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Takes the directory of the process and the pids of the processes whose exit it waits for, first that of the ending
     * JVM.
     */
    public static void main(String[] arguments) {
        StartCommand start = StartCommand.readIn(Path.of(arguments[0]));
        List<Long> ending = Stream.of(arguments).skip(1).map(Long::valueOf).toList();
        if (ending.size() == 1) {
            continueInAnotherProcess(start, ending.getFirst());
        } else {
            restart(start, ending);
        }
    }

    // The first process has inherited the open sockets of the ending JVM, and a child of a JVM does not inherit any.
    private static void continueInAnotherProcess(StartCommand start, long ending) {
        List<String> command = new ArrayList<>(command(start.command().getFirst(), start.directory()));
        command.add(Long.toString(ending));
        command.add(Long.toString(ProcessHandle.current().pid()));
        ChildProcess.start(
                new ProcessSpec(command, Map.of(), start.directory(), start.log(), ProcessLifetime.DETACHED));
    }

    private static void restart(StartCommand start, List<Long> pids) {
        long ending = pids.getFirst();
        boolean haveExited = pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .allMatch(handle -> new ChildProcess(handle).awaitExit(EXIT_LIMIT));
        // Another command may have stopped or restarted the process in the meantime.
        if (!haveExited || !start.isPidFileOf(ending)) {
            return;
        }
        if (isTooOften(start)) {
            log(
                    start,
                    "not started again: it ended with an OutOfMemoryError %d times within %d min"
                            .formatted(MAX_RESTARTS_IN_PERIOD + 1, PERIOD.toMinutes()));
            return;
        }
        ChildProcess restarted = ChildProcess.start(
                new ProcessSpec(start.command(), Map.of(), start.directory(), start.log(), ProcessLifetime.DETACHED),
                start.pidFile());
        start.replacePid(ending, restarted.pid());
        log(
                start,
                "started again with pid %d: process %d ended with an OutOfMemoryError"
                        .formatted(restarted.pid(), ending));
    }

    private static boolean isTooOften(StartCommand start) {
        Path file = start.directory().resolve("out-of-memory-restarts");
        Instant now = Instant.now();
        try {
            List<String> earlier = Files.exists(file) ? Files.readAllLines(file) : List.of();
            List<String> recent = earlier.stream()
                    .filter(line -> Instant.parse(line).isAfter(now.minus(PERIOD)))
                    .toList();
            Files.write(
                    file,
                    Stream.concat(recent.stream(), Stream.of(now.toString())).toList());
            return recent.size() >= MAX_RESTARTS_IN_PERIOD;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void log(StartCommand start, String text) {
        try {
            Files.writeString(
                    start.log(), "lockstep: " + text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
