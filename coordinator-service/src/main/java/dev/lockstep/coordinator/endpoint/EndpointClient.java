package dev.lockstep.coordinator.endpoint;

import dev.lockstep.coordinator.http.StorableTextRule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes requests to endpoints, and to no other host: it follows no redirection and uses no proxy. It reads at most 64
 * KiB of an answer.
 */
public final class EndpointClient implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_FINDING_LENGTH = 500;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "DELETE");
    // Answers of 400 to 499 for which the same request can succeed later.
    private static final Set<Integer> TRANSIENT_REFUSALS = Set.of(408, 423, 425, 429);

    private final HttpClient http;
    private final Clock clock;

    public EndpointClient(Clock clock) {
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** Makes one request, and waits for its answer; at most for the timeout of the endpoint. */
    public EndpointResult send(Endpoint endpoint, EndpointRequest request) throws InterruptedException {
        Secrets secrets;
        try {
            secrets = Secrets.of(endpoint);
        } catch (IllegalArgumentException e) {
            return new EndpointResult.Failed(finding(String.valueOf(e.getMessage())));
        }
        HttpRequest built;
        try {
            built = build(endpoint, request, secrets);
        } catch (IllegalArgumentException _messageHasTheValue) {
            return new EndpointResult.Failed("the bearer token or the signing secret has an invalid character");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                built, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
        try {
            return judge(
                    endpoint, request, secrets, answer.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _e) {
            return new EndpointResult.Failed("no complete answer within %s".formatted(seconds(endpoint.timeout())));
        } catch (ExecutionException e) {
            return new EndpointResult.Failed(finding(failure(Objects.requireNonNullElse(e.getCause(), e))));
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest build(Endpoint endpoint, EndpointRequest request, Secrets secrets) {
        String method = request.action() == EndpointRequest.Action.LEAVE ? endpoint.leaveMethod() : endpoint.method();
        boolean hasBody = !WITHOUT_BODY.contains(method);
        String body = hasBody ? request.body() : "";
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(
                        endpoint.url().replace("{action}", request.action().text())))
                .timeout(endpoint.timeout())
                .method(
                        method,
                        hasBody ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", "lockstep")
                .header("Idempotency-Key", request.id());
        if (hasBody) {
            builder.header("Content-Type", "application/json");
        }
        request.headers().forEach(builder::header);
        endpoint.headers().forEach(builder::setHeader);
        if (secrets.bearerToken() != null) {
            builder.setHeader("Authorization", "Bearer " + secrets.bearerToken());
        }
        if (secrets.signingSecret() != null) {
            WebhookSignature.headers(secrets.signingSecret(), request.id(), clock.instant(), body)
                    .forEach(builder::setHeader);
        }
        return builder.build();
    }

    private static EndpointResult judge(
            Endpoint endpoint, EndpointRequest request, Secrets secrets, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        String found = finding(
                "answered %d%s".formatted(status, body.isBlank() ? "" : ": " + secrets.removedFrom(body.strip())));
        if (!isExpected(endpoint, request, status)) {
            return isRefusal(status) ? new EndpointResult.Refused(found) : new EndpointResult.Failed(found);
        }
        return endpoint.expectBody() == null || body.contains(endpoint.expectBody())
                ? new EndpointResult.Passed(found)
                : new EndpointResult.Failed(
                        finding("the answer does not contain \"%s\"; it %s".formatted(endpoint.expectBody(), found)));
    }

    private static boolean isExpected(Endpoint endpoint, EndpointRequest request, int status) {
        Integer expected = request.expectStatus() == null ? endpoint.expectStatus() : request.expectStatus();
        return expected == null ? status >= 200 && status < 300 : status == expected;
    }

    private static boolean isRefusal(int status) {
        return status >= 400 && status < 500 && !TRANSIENT_REFUSALS.contains(status);
    }

    private static String failure(Throwable thrown) {
        String message = thrown.getMessage();
        String name = thrown.getClass().getSimpleName();
        return thrown instanceof IOException && message != null
                ? "%s: %s".formatted(name, message)
                : "no answer (%s)".formatted(name);
    }

    private static String finding(String text) {
        return StorableTextRule.storable(text, MAX_FINDING_LENGTH);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
