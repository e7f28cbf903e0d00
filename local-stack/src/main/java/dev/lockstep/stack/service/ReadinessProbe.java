package dev.lockstep.stack.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the readiness endpoint of a service. */
final class ReadinessProbe {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private static final int OK = 200;

    private ReadinessProbe() {}

    static boolean isReady(URI readiness) {
        HttpRequest request = HttpRequest.newBuilder(readiness).timeout(LIMIT).build();
        try {
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException ignored) {
            return false; // The service does not listen yet.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + readiness, e);
        }
    }
}
