package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class OpenApiTest extends ApplicationTest {
    private static final Path COMMITTED = Path.of("../docs/openapi.json");
    /** The system property that makes the test write the document. */
    private static final String WRITE_PROPERTY = "lockstep.openapi.write";

    private JsonNode document() {
        return api.get("/v3/api-docs").json();
    }

    /** Sorts the members of all objects by name, and removes the server because its port is random. */
    private static JsonNode normalized(JsonNode node) {
        if (node.isObject()) {
            ObjectNode normalized = JsonNodeFactory.instance.objectNode();
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            members.remove("servers");
            members.forEach((name, value) -> normalized.set(name, normalized(value)));
            return normalized;
        }
        if (node.isArray()) {
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(node.valueStream().map(OpenApiTest::normalized).toList());
        }
        return node;
    }

    @Nested
    class The_committed_document {
        @Test
        void matches_the_served_document() throws IOException {
            String served = LockstepJson.messages()
                            .rebuild()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(normalized(document()))
                    + "\n";
            if (Boolean.getBoolean(WRITE_PROPERTY)) {
                Files.writeString(COMMITTED, served);
            }
            assertThat(COMMITTED)
                    .as("run the test with -D%s=true to write it", WRITE_PROPERTY)
                    .hasContent(served);
        }
    }

    @Nested
    class Random_requests_for_every_operation {
        private static final List<String> INVALID_VALUES = List.of(
                "%00",
                "'",
                "%27%3B%20DROP%20TABLE%20migration%3B--",
                "-1",
                "0",
                "99999999999999999999",
                "a".repeat(3000),
                "%F0%9F%92%A9",
                "%ED%A0%80",
                "..%2F..",
                "null",
                "true",
                "00000000-0000-0000-0000-000000000000",
                "%7B%7D",
                "COMPLETED",
                "a%3Ab",
                "%3A");
        private static final List<String> BODIES = List.of(
                "",
                "{}",
                "[]",
                "null",
                "0",
                "\"\"",
                "{\"reason\": 7}",
                "{\"reason\": \"\\u0000\"}",
                "{\"reason\": \"\\ud800\"}",
                "{\"reason\": \"x\", \"step\": {\"a\": []}}",
                "{\"reason\": \"x\", \"step\": \"\\u0000\"}",
                "{\"spec\": {\"steps\": [null, 7, {\"operation\": {\"type\": []}}, {\"verify\": [{\"count\": 7}]}]}}",
                "{\"spec\": {\"steps\": {\"a\": 1}}, \"metadata\": {\"labels\": {\"a\": null, \"b\": []}}}",
                "[".repeat(5000),
                "a: &a [*a]",
                "\u0000",
                "--- !!java.net.URL x");
        private static final int REQUESTS_PER_OPERATION = 60;
        private static final List<String> CONTENT_TYPES =
                List.of("application/json", "application/yaml", "text/plain", "application/xml", "nonsense", "*/*");

        // A fixed seed, so that a failure can be repeated.
        private final Random random = new Random(20_261_123);

        private String anyOf(List<String> values) {
            return values.get(random.nextInt(values.size()));
        }

        @Test
        void get_a_response_or_a_problem_detail() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            List<String> unexpectedResponses = new ArrayList<>();
            document().path("paths").properties().forEach(path -> path.getValue()
                    .properties()
                    .forEach(operation -> {
                        for (int run = 0; run < REQUESTS_PER_OPERATION; run++) {
                            sendRandomRequest(
                                    path.getKey(), operation.getKey(), operation.getValue(), id, unexpectedResponses);
                        }
                    }));
            assertThat(unexpectedResponses).isEmpty();
        }

        private static boolean isProblem(Api.Response response) {
            String type = String.valueOf(response.headers().get("content-type"));
            return type.startsWith("application/problem+json")
                    && List.of("type", "title", "status", "detail").stream().allMatch(response.json()::hasNonNull);
        }

        private void sendRandomRequest(
                String path, String method, JsonNode operation, String id, List<String> unexpectedResponses) {
            StringBuilder target = new StringBuilder(path);
            StringBuilder query = new StringBuilder();
            HttpRequest.Builder[] request = new HttpRequest.Builder[1];
            for (JsonNode parameter : operation.path("parameters")) {
                String name = parameter.path("name").asString();
                String value = random.nextInt(3) == 0 ? id : anyOf(INVALID_VALUES);
                switch (parameter.path("in").asString()) {
                    case "path" -> {
                        int at = target.indexOf("{" + name + "}");
                        target.replace(at, at + name.length() + 2, value);
                    }
                    case "query" ->
                        query.append(query.isEmpty() ? "?" : "&")
                                .append(name)
                                .append("=")
                                .append(value);
                    default -> {}
                }
            }
            request[0] = api.request(target.toString() + query);
            for (JsonNode parameter : operation.path("parameters")) {
                if (parameter.path("in").asString().equals("header") && random.nextBoolean()) {
                    request[0].header(
                            parameter.path("name").asString(), anyOf(List.of("\"1\"", "*", "x", "W/\"1\"", "-1")));
                }
            }
            if (random.nextInt(4) > 0) {
                request[0].header("Content-Type", anyOf(CONTENT_TYPES));
            }
            // An event stream does not end, so no request accepts one.
            request[0].header("Accept", anyOf(List.of("application/json", "*/*", "text/html")));
            Api.Response response = api.send(
                    request[0].method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString(anyOf(BODIES))));
            if (response.status() >= 500 || (response.status() >= 400 && !isProblem(response))) {
                unexpectedResponses.add(
                        "%s %s%s: %d %s".formatted(method, target, query, response.status(), response.body()));
            }
        }
    }
}
