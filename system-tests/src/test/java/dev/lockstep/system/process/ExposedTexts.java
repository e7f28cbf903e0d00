package dev.lockstep.system.process;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.service.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bson.Document;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that the system shows, sends or keeps outside of the data of the targets, by its place. Of the journals in
 * the targets it has the rows of the steps with their results, but not the units, whose values an undo needs.
 */
final class ExposedTexts {
    private static final List<String> WORKER_ENDPOINTS = List.of("health", "prometheus", "info");
    private final SequencedMap<String, String> texts = new LinkedHashMap<>();
    private final LockstepSystem system;

    ExposedTexts(LockstepSystem system) {
        this.system = system;
    }

    /** The text of each place. */
    SequencedMap<String, String> all() {
        return texts;
    }

    ExposedTexts withResponses(List<String> migrations, List<String> targets) {
        List<String> paths = new ArrayList<>(List.of(
                "/api/v1/migrations?limit=200",
                "/api/v1/targets",
                "/api/v1/audit?limit=1000",
                "/api/v1/audit/verification",
                "/api/v1/tokens",
                "/api/v1/me",
                "/actuator/health",
                "/actuator/info"));
        migrations.forEach(
                id -> paths.addAll(List.of("/api/v1/migrations/" + id, "/api/v1/migrations/%s/events".formatted(id))));
        targets.forEach(target -> paths.addAll(List.of(
                "/api/v1/targets/%s/history".formatted(target), "/api/v1/targets/%s/current".formatted(target))));
        paths.forEach(path -> texts.put("GET " + path, system.api().text(path, "application/json")));
        migrations.forEach(id -> texts.put(
                "stream of " + id,
                system.api().text("/api/v1/migrations/%s/events".formatted(id), "text/event-stream")));
        return this;
    }

    ExposedTexts withLogsAndMetrics() {
        for (ServiceProcess process : system.processes()) {
            String name = process.service().label();
            texts.put("log of " + name, read(process));
            WORKER_ENDPOINTS.forEach(endpoint -> texts.put(name + " " + endpoint, get(process, endpoint)));
        }
        return this;
    }

    private static String read(ServiceProcess process) {
        try {
            return Files.readString(process.logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String get(ServiceProcess process, String endpoint) {
        HttpRequest request = HttpRequest.newBuilder(process.url().resolve("/actuator/" + endpoint))
                .header("Authorization", "Bearer " + system.tokens().metrics())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    ExposedTexts withMessages() {
        texts.putAll(new AllMessages(system.kafka().bootstrapServers()).byTopic());
        return this;
    }

    /** All tables of a schema, with all columns. */
    ExposedTexts withTables(PostgresDatabase database, String schema) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = strings(
                    statement,
                    "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = '%s'"
                            .formatted(schema));
            for (String table : tables) {
                texts.put(
                        "table " + table,
                        String.join("\n", strings(statement, "SELECT t::text FROM %s AS t".formatted(table))));
            }
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> strings(Statement statement, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    ExposedTexts withStepsOf(RedisServer redis) {
        try (Jedis keys = redis.connect(0)) {
            keys.keys("lockstep:*:row").forEach(key -> texts.put("redis " + key, withoutConflicts(keys.get(key))));
            return this;
        }
    }

    // The journal keeps conflicts as they are; reports of them are masked.
    private static String withoutConflicts(String row) {
        JsonNode json = LockstepJson.messages().readTree(row);
        if (json.path("compensated") instanceof ObjectNode compensated) {
            compensated.remove("conflictSamples");
        }
        return json.toString();
    }

    ExposedTexts withStepsOfMongo() {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            for (Document step :
                    client.getDatabase("shop").getCollection("lockstep_journal").find()) {
                texts.put("mongo " + step.get("_id"), step.toJson());
            }
            return this;
        }
    }
}
