package dev.lockstep.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Starts servers side by side; if one fails, none that was started here is left. */
final class StartsAtOnce {

    private StartsAtOnce() {}

    static void all(List<? extends ServerProcess> servers) {
        List<? extends ServerProcess> toStart =
                servers.stream().filter(server -> !server.isRunning()).toList();
        List<Throwable> failures = inParallel(toStart, StartsAtOnce::start);
        if (!failures.isEmpty()) {
            failures.addAll(inParallel(toStart, ServerProcess::stop));
            throw joined(failures);
        }
    }

    private static void start(ServerProcess server) {
        int port = server.address().port();
        if (!FreePorts.isFree(port)) {
            throw new ServerStartFailed(server.kind(), "port " + port + " is taken by another process", "");
        }
        server.start();
    }

    /** Ends them side by side; all are tried, whatever happens to one. */
    static void end(List<? extends ServerProcess> servers, Consumer<ServerProcess> ending) {
        List<Throwable> failures = inParallel(servers, ending);
        if (!failures.isEmpty()) {
            throw joined(failures);
        }
    }

    private static List<Throwable> inParallel(List<? extends ServerProcess> servers, Consumer<ServerProcess> what) {
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("lockstep-server-", 1).factory())) {
            List<CompletableFuture<Void>> running = servers.stream()
                    .map(server -> CompletableFuture.runAsync(() -> what.accept(server), threads))
                    .toList();
            for (CompletableFuture<Void> one : running) {
                try {
                    one.join();
                } catch (CompletionException e) {
                    failures.add(e.getCause());
                }
            }
        }
        return failures;
    }

    private static IllegalStateException joined(List<Throwable> failures) {
        Throwable first = failures.getFirst();
        IllegalStateException joined = new IllegalStateException(first.getMessage(), first);
        failures.stream().skip(1).forEach(joined::addSuppressed);
        return joined;
    }
}
