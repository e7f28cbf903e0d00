package dev.lockstep.cli.api;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to the coordinator with the caller's credentials, and turns its refusals into exceptions. */
final class CoordinatorRequests {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_REDIRECT_STATUS = 300;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final Set<Integer> UNAVAILABLE_STATUSES = Set.of(503, 504);

    private final URI address;
    private final Credentials credentials;
    private final JsonMapper json = LockstepJson.messages();
    // A redirect would send the token to another address.
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    CoordinatorRequests(URI address, Credentials credentials) {
        this.address = address;
        this.credentials = credentials;
    }

    Credentials credentials() {
        return credentials;
    }

    /** @param requested what is requested, for the message of a refusal */
    <T> T get(String path, String requested, Class<T> type) {
        return read(send(request(path).GET().build(), requested), type);
    }

    <T> T delete(String path, String requested, Class<T> type) {
        return read(send(request(path).DELETE().build(), requested), type);
    }

    <T> T post(String path, String requested, Object body, Class<T> type) {
        return read(send(posted(request(path), body), requested), type);
    }

    /** Sends a request that the coordinator carries out once, even if it is repeated on the way. */
    <T> T postOnce(String path, String requested, Object body, Class<T> type) {
        return read(send(posted(once(request(path)), body), requested), type);
    }

    /** Sends a request that the coordinator refuses if the object has another version. */
    <T> T postIfMatch(String path, String requested, long version, Object body, Class<T> type) {
        HttpRequest.Builder request = request(path).header("If-Match", "\"" + version + "\"");
        return read(send(posted(request, body), requested), type);
    }

    <T> T postPlan(String path, PlanFile plan, Class<T> type) {
        return read(send(posted(request(path), plan), plan.path().toString()), type);
    }

    <T> T postPlanOnce(String path, PlanFile plan, Class<T> type) {
        return read(send(posted(once(request(path)), plan), plan.path().toString()), type);
    }

    private HttpRequest posted(HttpRequest.Builder request, Object body) {
        return request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
    }

    private static HttpRequest posted(HttpRequest.Builder request, PlanFile plan) {
        return request.header("Content-Type", plan.contentType())
                .POST(BodyPublishers.ofByteArray(plan.content()))
                .build();
    }

    private static HttpRequest.Builder once(HttpRequest.Builder request) {
        return request.header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(LIMIT)
                .header("Accept", "application/json, application/problem+json");
        if (credentials.token() != null) {
            request.header("Authorization", "Bearer " + credentials.token());
        }
        if (credentials.onBehalfOf() != null) {
            request.header("Lockstep-On-Behalf-Of", credentials.onBehalfOf());
        }
        return request;
    }

    /** @param requested the plan's file, in front of the position of each error; for other requests, what is requested */
    private String send(HttpRequest request, String requested) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (UNAVAILABLE_STATUSES.contains(response.statusCode())) {
                throw new CoordinatorUnavailable(address, reason(response, requested));
            }
            if (response.statusCode() >= FIRST_REDIRECT_STATUS) {
                throw new RequestRefused(
                        response.statusCode(), reason(response, requested) + hint(response.statusCode()));
            }
            return response.body();
        } catch (IOException e) {
            throw new CoordinatorUnavailable(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the coordinator", e);
        }
    }

    private String hint(int status) {
        return switch (status) {
            case UNAUTHENTICATED -> "\n" + credentials.hintIfUnauthenticated();
            case FORBIDDEN -> "\n" + credentials.hintIfForbidden();
            default -> "";
        };
    }

    private String reason(HttpResponse<String> response, String requested) {
        try {
            return read(response.body(), Problem.class).format(requested);
        } catch (JacksonException ignored) {
            return "the coordinator responded with status " + response.statusCode() + ": " + response.body();
        }
    }

    private <T> T read(String body, Class<T> type) {
        return json.readValue(body, type);
    }
}
