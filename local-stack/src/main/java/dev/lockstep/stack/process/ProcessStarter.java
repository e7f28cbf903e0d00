package dev.lockstep.stack.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts all child processes from one thread that runs as long as the JVM. With {@code PR_SET_PDEATHSIG}, Linux kills a
 * child when the <em>thread</em> that started it ends, so a child must not be started from a thread that ends earlier.
 */
final class ProcessStarter {

    /** Credentials of the commands, which no server or service needs. */
    private static final Set<String> CREDENTIALS = Set.of("LOCKSTEP_TOKEN");

    private static final Set<Process> CHILDREN = ConcurrentHashMap.newKeySet();
    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("lockstep-process-starter").factory());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ProcessStarter::killChildren, "lockstep-kill-children"));
    }

    private ProcessStarter() {}

    static Process start(ProcessSpec spec) {
        try {
            return CompletableFuture.supplyAsync(() -> startInThisThread(spec), THREAD)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException cannotStart) {
                throw cannotStart;
            }
            throw e;
        }
    }

    private static Process startInThisThread(ProcessSpec spec) {
        ProcessBuilder builder = new ProcessBuilder(withLifetime(spec))
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().keySet().removeAll(CREDENTIALS);
        builder.environment().putAll(spec.environment());
        try {
            Process process = builder.start();
            if (spec.lifetime() == ProcessLifetime.WITH_PARENT) {
                CHILDREN.removeIf(child -> !child.isAlive());
                CHILDREN.add(process);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + spec.command().getFirst(), e);
        }
    }

    private static List<String> withLifetime(ProcessSpec spec) {
        List<String> command = new ArrayList<>(prefix(spec.lifetime()));
        command.addAll(spec.command());
        return command;
    }

    // Both programs replace themselves by the command (exec), so the command has the pid of the started process.
    private static List<String> prefix(ProcessLifetime lifetime) {
        return switch (lifetime) {
            case WITH_PARENT -> ifInstalled("/usr/bin/setpriv", "--pdeathsig", "KILL");
            case DETACHED -> ifInstalled("/usr/bin/setsid");
        };
    }

    private static List<String> ifInstalled(String program, String... arguments) {
        if (!Files.isExecutable(Path.of(program))) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>(List.of(arguments));
        prefix.addFirst(program);
        return prefix;
    }

    static void killChildren() {
        CHILDREN.forEach(Process::destroyForcibly);
        CHILDREN.forEach(child -> child.onExit().join());
    }
}
