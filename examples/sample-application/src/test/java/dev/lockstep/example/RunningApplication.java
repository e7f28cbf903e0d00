package dev.lockstep.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application in this JVM on a free port, called over HTTP. */
final class RunningApplication implements AutoCloseable {

    static final String TOKEN = "token-of-the-test";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    private RunningApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** An application whose maintenance file is in this directory. */
    static RunningApplication on(TestStores stores, Path directory) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", 0);
        properties.put("spring.datasource.url", stores.postgres().jdbcUrl());
        properties.put("spring.datasource.username", stores.postgres().username());
        properties.put("spring.datasource.password", stores.postgres().password());
        properties.put("spring.mongodb.uri", stores.mongo());
        properties.put("spring.data.redis.url", stores.redis());
        properties.put("sample.access.token", TOKEN);
        properties.put("sample.maintenance.file", directory.resolve("maintenance-mode"));
        properties.put("sample.maintenance.writes-limit", "300ms");
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new RunningApplication(new SpringApplicationBuilder(SampleApplication.class).run(arguments));
    }

    record Answer(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            return MAPPER.readTree(body);
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String json) {
        return send(withJson(path).POST(BodyPublishers.ofString(json)));
    }

    Answer put(String path, String json) {
        return send(withJson(path).PUT(BodyPublishers.ofString(json)));
    }

    Answer enterMaintenance(String token) {
        return send(request("/maintenance")
                .header("Authorization", "Bearer " + token)
                .PUT(BodyPublishers.noBody()));
    }

    Answer leaveMaintenance(String token) {
        return send(request("/maintenance")
                .header("Authorization", "Bearer " + token)
                .DELETE());
    }

    Answer notifyTeam(String id, String json) {
        return send(withJson("/team-chat")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Idempotency-Key", id)
                .POST(BodyPublishers.ofString(json)));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder withJson(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    HttpRequest.Builder request(String path) {
        String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT);
    }

    @Override
    public void close() {
        context.close();
    }
}
