package dev.lockstep.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Reads the Prometheus endpoint of a service.
 *
 * @param token permits reading metrics
 */
record ServiceMetrics(URI address, String token) {

    private static final int OK = 200;

    /** All applies on a target since the start of the worker. */
    StepDurations applies(String target) {
        String apply = "direction=\"apply\"";
        String label = "target=\"" + target + "\"";
        MetricValues values = read();
        return new StepDurations(
                values.sum("lockstep_step_duration_seconds_count", apply, label),
                values.sum("lockstep_step_duration_seconds_sum", apply, label));
    }

    MetricValues read() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/actuator/prometheus"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IllegalStateException(
                        "the service at %s responded with status %d".formatted(address, response.statusCode()));
            }
            return new MetricValues(response.body());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the metrics of the service at " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }
}
