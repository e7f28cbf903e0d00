package dev.lockstep.coordinator.application;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the event stream (SSE) of a migration. */
final class EventReader implements AutoCloseable {
    private final BufferedReader lines;

    private EventReader(InputStream body) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    static EventReader open(Api api, String id, @Nullable String lastEvent) {
        HttpRequest.Builder request =
                api.request("/api/v1/migrations/%s/events".formatted(id)).header("Accept", "text/event-stream");
        if (lastEvent != null) {
            request.header("Last-Event-ID", lastEvent);
        }
        try {
            return new EventReader(HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.ofInputStream())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Reads events up to the first one of this type, and returns the ids of all events read. */
    List<String> readUntil(String type) {
        List<String> ids = new ArrayList<>();
        try {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("id: ")) {
                    ids.add(line.substring(4));
                }
                if (line.equals("event: " + type)) {
                    return ids;
                }
                line = lines.readLine();
            }
            throw new IllegalStateException(
                    "the stream ended before an event of type %s; ids read: %s".formatted(type, ids));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
