package dev.lockstep.stack.local;

import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.server.ServerProcess;
import dev.lockstep.stack.server.ServerStartFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Starts and stops servers in parallel. */
final class ParallelServers {

    private ParallelServers() {}

    /** Starts the servers that are not running. If one fails, stops all that this call started. */
    static void startAll(List<? extends ServerProcess> servers) {
        List<? extends ServerProcess> toStart =
                servers.stream().filter(server -> !server.isRunning()).toList();
        List<Throwable> failures = runAll(toStart, ParallelServers::start);
        if (!failures.isEmpty()) {
            failures.addAll(runAll(toStart, ServerProcess::stop));
            throw combined(failures);
        }
    }

    private static void start(ServerProcess server) {
        int port = server.address().port();
        if (!FreePorts.isFree(port)) {
            throw new ServerStartFailed(
                    server.kind(),
                    "port %d is in use by another process; choose another with --port %s=PORT"
                            .formatted(port, server.kind().label()),
                    "");
        }
        server.start();
    }

    /** Runs the action on all servers in parallel. Throws when all have ended, if one of them has failed. */
    static void forEach(List<? extends ServerProcess> servers, Consumer<ServerProcess> action) {
        List<Throwable> failures = runAll(servers, action);
        if (!failures.isEmpty()) {
            throw combined(failures);
        }
    }

    private static List<Throwable> runAll(List<? extends ServerProcess> servers, Consumer<ServerProcess> action) {
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("lockstep-server-", 1).factory())) {
            List<CompletableFuture<Void>> running = servers.stream()
                    .map(server -> CompletableFuture.runAsync(() -> action.accept(server), threads))
                    .toList();
            for (CompletableFuture<Void> future : running) {
                try {
                    future.join();
                } catch (CompletionException e) {
                    failures.add(e.getCause());
                }
            }
        }
        return failures;
    }

    private static IllegalStateException combined(List<Throwable> failures) {
        Throwable first = failures.getFirst();
        IllegalStateException combined = new IllegalStateException(first.getMessage(), first);
        failures.stream().skip(1).forEach(combined::addSuppressed);
        return combined;
    }
}
