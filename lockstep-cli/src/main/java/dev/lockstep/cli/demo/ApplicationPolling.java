package dev.lockstep.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Sends all {@link ApplicationRequest}s again and again, each in its own thread, and counts the answers. */
final class ApplicationPolling {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final URI application;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<CompletableFuture<ApplicationCounts>> counts;
    private volatile boolean isStopped;
    private volatile boolean acceptsWrites;

    private ApplicationPolling(URI application) {
        this.application = application;
        this.counts = ApplicationRequest.all().stream()
                .map(request -> CompletableFuture.supplyAsync(() -> repeat(request), threads))
                .toList();
    }

    static ApplicationPolling start(URI application) {
        return new ApplicationPolling(application);
    }

    /** Waits until the application has left its maintenance mode. Returns whether it has done so within ten seconds. */
    boolean awaitAcceptedWrite() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!acceptsWrites && System.nanoTime() < deadline) {
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        return acceptsWrites;
    }

    /** Ends after the requests in progress, and returns the counts. */
    ApplicationCounts stop() {
        isStopped = true;
        ApplicationCounts total =
                counts.stream().map(CompletableFuture::join).reduce(ApplicationCounts.NONE, ApplicationCounts::plus);
        threads.close();
        client.close();
        return total;
    }

    private ApplicationCounts repeat(ApplicationRequest request) {
        ApplicationCounts total = ApplicationCounts.NONE;
        while (!isStopped) {
            ApplicationCounts answer = send(request);
            total = total.plus(answer);
            if (request == ApplicationRequest.WRITE_EXERCISE) {
                acceptsWrites = answer.acceptedWrites() > 0;
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        return total;
    }

    private ApplicationCounts send(ApplicationRequest request) {
        long startNanos = System.nanoTime();
        try {
            HttpResponse<String> response = client.send(request.to(application, LIMIT), BodyHandlers.ofString());
            return request.count(response, since(startNanos));
        } catch (IOException e) {
            return request.failure(String.valueOf(e.getMessage()), since(startNanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + application, e);
        }
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
