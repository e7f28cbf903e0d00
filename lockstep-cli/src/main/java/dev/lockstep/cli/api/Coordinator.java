package dev.lockstep.cli.api;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The coordinator's REST API; what it refuses is thrown as {@link Refused}, with the reason in full. */
public final class Coordinator {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_ERROR = 400;
    private static final Set<Integer> AWAY_FOR_A_WHILE = Set.of(503, 504);

    private final URI address;
    private final JsonMapper json = LockstepJson.messages();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public Coordinator(URI address) {
        this.address = address;
    }

    /** Posts a plan; posting the same again answers with the same migration. */
    public MigrationView submit(PlanFile plan) {
        HttpRequest request = to("/api/v1/migrations")
                .header("Content-Type", plan.contentType())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofByteArray(plan.content()))
                .build();
        return read(send(request, plan.path().toString()), MigrationView.class);
    }

    /** Asks whether a plan may run; nothing is started. */
    public ValidatedView validate(PlanFile plan) {
        HttpRequest request = to("/api/v1/plans/validate")
                .header("Content-Type", plan.contentType())
                .POST(BodyPublishers.ofByteArray(plan.content()))
                .build();
        return read(send(request, plan.path().toString()), ValidatedView.class);
    }

    public MigrationView migration(String id) {
        return read(send(to("/api/v1/migrations/" + segment(id)).GET().build(), id), MigrationView.class);
    }

    /** The migrations that touched a target, newest first. */
    public List<TouchedView> history(String target) {
        String path = "/api/v1/targets/%s/history".formatted(segment(target));
        return read(send(to(path).GET().build(), target), TouchedPage.class).items();
    }

    /** What stands on a target. */
    public CurrentView current(String target) {
        String path = "/api/v1/targets/%s/current".formatted(segment(target));
        return read(send(to(path).GET().build(), target), CurrentView.class);
    }

    /** The newest migrations. */
    public List<MigrationView> migrations() {
        return read(send(to("/api/v1/migrations").GET().build(), "migrations"), MigrationPage.class)
                .items();
    }

    /** Every target that a worker ever registered. */
    public List<TargetView> targets() {
        return read(send(to("/api/v1/targets").GET().build(), "targets"), TargetPage.class)
                .items();
    }

    /** Asks for an action on the migration as it is now; one that has changed since is refused. */
    public MigrationView act(MigrationView on, String action, String reason) {
        HttpRequest request = to("/api/v1/migrations/" + on.id() + "/actions/" + action)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + on.version() + "\"")
                .POST(BodyPublishers.ofString(json.writeValueAsString(Map.of("reason", reason))))
                .build();
        return read(send(request, on.id()), MigrationView.class);
    }

    // What a person typed is one segment of the path, whatever is in it.
    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(LIMIT)
                .header("Accept", "application/json, application/problem+json");
    }

    private String send(HttpRequest request, String about) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (AWAY_FOR_A_WHILE.contains(response.statusCode())) {
                throw new Unreachable(address, reason(response, about));
            }
            if (response.statusCode() >= FIRST_ERROR) {
                throw new Refused(reason(response, about));
            }
            return response.body();
        } catch (IOException e) {
            throw new Unreachable(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the coordinator", e);
        }
    }

    private String reason(HttpResponse<String> response, String about) {
        try {
            return read(response.body(), Problem.class).told(about);
        } catch (JacksonException ignored) {
            return "the coordinator answered " + response.statusCode() + ": " + response.body();
        }
    }

    private <T> T read(String body, Class<T> type) {
        return json.readValue(body, type);
    }
}
