package dev.lockstep.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Reads the Prometheus endpoint of a worker.
 *
 * @param token permits reading metrics
 */
record WorkerMetrics(URI address, String token) {

    private static final int OK = 200;

    /** All applies on a target since the worker's start. */
    StepDurations applies(String target) {
        return new StepDurations(
                sum("lockstep_step_duration_seconds_count", target), sum("lockstep_step_duration_seconds_sum", target));
    }

    private double sum(String metric, String target) {
        return scrape().lines()
                .filter(line -> line.startsWith(metric + "{"))
                .filter(line -> line.contains("direction=\"apply\"") && line.contains("target=\"" + target + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String scrape() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/actuator/prometheus"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IllegalStateException(
                        "the worker at %s responded with status %d".formatted(address, response.statusCode()));
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the metrics of the worker at " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }
}
