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
 * Starts children from one thread that never ends. Linux kills a child with {@code PR_SET_PDEATHSIG} when the
 * <em>thread</em> that started it ends, so the thread of a test or of a pool would take its servers along.
 */
final class Spawner {

    private static final Set<Process> CHILDREN = ConcurrentHashMap.newKeySet();
    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("lockstep-spawner").factory());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Spawner::endChildren, "lockstep-children"));
    }

    private Spawner() {}

    static Process spawn(ProcessSpec spec) {
        try {
            return CompletableFuture.supplyAsync(() -> start(spec), THREAD).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException cannotRun) {
                throw cannotRun;
            }
            throw e;
        }
    }

    private static Process start(ProcessSpec spec) {
        ProcessBuilder builder = new ProcessBuilder(withLifetime(spec))
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        try {
            Process process = builder.start();
            if (spec.lifetime() == Lifetime.WITH_LAUNCHER) {
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

    // Both programs replace themselves by the command, so the process number stays that of the server.
    private static List<String> prefix(Lifetime lifetime) {
        return switch (lifetime) {
            case WITH_LAUNCHER -> ifPresent("/usr/bin/setpriv", "--pdeathsig", "KILL");
            case DETACHED -> ifPresent("/usr/bin/setsid");
        };
    }

    private static List<String> ifPresent(String program, String... arguments) {
        if (!Files.isExecutable(Path.of(program))) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>(List.of(arguments));
        prefix.addFirst(program);
        return prefix;
    }

    static void endChildren() {
        CHILDREN.forEach(Process::destroyForcibly);
        CHILDREN.forEach(child -> child.onExit().join());
    }
}
