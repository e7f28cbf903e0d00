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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of the coordinator's REST API. Methods throw {@link RequestRefused} when the coordinator refuses a request,
 * and {@link CoordinatorUnavailable} when it cannot be reached.
 */
public final class CoordinatorClient {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_REDIRECT_STATUS = 300;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final String JSON = "application/json";
    private static final Set<Integer> UNAVAILABLE_STATUSES = Set.of(503, 504);

    private final URI address;
    private final Credentials credentials;
    private final JsonMapper json = LockstepJson.messages();
    // A redirect would send the token to another address.
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public CoordinatorClient(URI address, Credentials credentials) {
        this.address = address;
        this.credentials = credentials;
    }

    /** The credentials of all requests. */
    public Credentials credentials() {
        return credentials;
    }

    /**
     * Submits a plan. While a migration of the same plan is running or completed, returns that migration. After it is
     * rolled back, rejected, cancelled or closed, starts a new one.
     */
    public MigrationView submit(PlanFile plan) {
        return submit(plan, "/api/v1/migrations");
    }

    /** Starts a dry run of a plan: finds out what it would change, without a lasting change. */
    public MigrationView dryRun(PlanFile plan) {
        return submit(plan, "/api/v1/migrations?dryRun=true");
    }

    /** Starts a rehearsal of a plan: applies and undoes it on scratch copies of its targets. */
    public MigrationView rehearse(PlanFile plan) {
        return submit(plan, "/api/v1/migrations?rehearse=true");
    }

    private MigrationView submit(PlanFile plan, String path) {
        HttpRequest request = request(path)
                .header("Content-Type", plan.contentType())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofByteArray(plan.content()))
                .build();
        return read(send(request, plan.path().toString()), MigrationView.class);
    }

    /** Validates a plan without running it. */
    public PlanValidationView validate(PlanFile plan) {
        HttpRequest request = request("/api/v1/plans/validate")
                .header("Content-Type", plan.contentType())
                .POST(BodyPublishers.ofByteArray(plan.content()))
                .build();
        return read(send(request, plan.path().toString()), PlanValidationView.class);
    }

    public MigrationView migration(String id) {
        return read(send(request("/api/v1/migrations/" + segment(id)).GET().build(), id), MigrationView.class);
    }

    /** Returns the migrations with a step on the target, newest first. */
    public List<TargetMigrationView> history(String target) {
        String path = "/api/v1/targets/%s/history".formatted(segment(target));
        return read(send(request(path).GET().build(), target), TargetMigrationPage.class)
                .items();
    }

    /**
     * Returns the version of the target's latest applied script, and the target's completed migrations that are not
     * rolled back.
     */
    public CurrentView current(String target) {
        String path = "/api/v1/targets/%s/current".formatted(segment(target));
        return read(send(request(path).GET().build(), target), CurrentView.class);
    }

    /** Returns the newest migrations. */
    public List<MigrationView> migrations() {
        return read(send(request("/api/v1/migrations").GET().build(), "migrations"), MigrationPage.class)
                .items();
    }

    /** Returns all targets that a worker has registered. */
    public List<TargetView> targets() {
        return read(send(request("/api/v1/targets").GET().build(), "targets"), TargetPage.class)
                .items();
    }

    /**
     * Requests an action. The coordinator refuses it if the migration has changed after it was read.
     *
     * @param body the fields of the request, such as {@code reason}
     */
    public MigrationView act(MigrationView migration, String action, Map<String, String> body) {
        HttpRequest request = request("/api/v1/migrations/" + migration.id() + "/actions/" + action)
                .header("Content-Type", JSON)
                .header("If-Match", "\"" + migration.version() + "\"")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return read(send(request, migration.id()), MigrationView.class);
    }

    /**
     * Requests that the stored values of a unit are removed. For a unit whose erasure is requested or done, returns
     * that erasure.
     *
     * @param body the fields {@code step}, {@code unit} and {@code reason}
     */
    public ErasureView erase(String migration, Map<String, String> body) {
        HttpRequest request = request("/api/v1/migrations/" + segment(migration) + "/erasures")
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return read(send(request, migration), ErasureView.class);
    }

    public ErasureView erasure(String migration, int number) {
        String path = "/api/v1/migrations/%s/erasures/%d".formatted(segment(migration), number);
        return read(send(request(path).GET().build(), migration), ErasureView.class);
    }

    /** Returns the owner of the token and what the token permits. */
    public CallerView caller() {
        return read(send(request("/api/v1/me").GET().build(), "me"), CallerView.class);
    }

    /**
     * Creates a token.
     *
     * @param body the fields of the request: {@code name}, {@code grants} and so on
     */
    public CreatedTokenView createToken(Map<String, Object> body) {
        HttpRequest request = request("/api/v1/tokens")
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return read(send(request, "token"), CreatedTokenView.class);
    }

    /**
     * Requests that a backup is restored.
     *
     * @param body the fields {@code target}, {@code dryRun} and {@code reason}
     */
    public RestoreView restore(String migration, Map<String, Object> body) {
        HttpRequest request = request("/api/v1/migrations/" + segment(migration) + "/restores")
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return read(send(request, migration), RestoreView.class);
    }

    public RestoreView restoreOf(String migration, int number) {
        String path = "/api/v1/migrations/%s/restores/%d".formatted(segment(migration), number);
        return read(send(request(path).GET().build(), migration), RestoreView.class);
    }

    /** Returns the backups that have not expired, newest first: those of one target, or all. */
    public List<BackupView> backups(@Nullable String target) {
        String first = target == null ? "/api/v1/backups" : "/api/v1/backups?target=" + segment(target);
        List<BackupView> all = new ArrayList<>();
        BackupPage page = backupPage(first);
        all.addAll(page.items());
        while (page.next() != null) {
            page = backupPage(first + (target == null ? "?" : "&") + "after=" + segment(page.next()));
            all.addAll(page.items());
        }
        return all;
    }

    private BackupPage backupPage(String path) {
        return read(send(request(path).GET().build(), "backups"), BackupPage.class);
    }

    /**
     * Opens a freeze.
     *
     * @param body the fields {@code reason} and {@code until}
     */
    public FreezeView freeze(Map<String, String> body) {
        HttpRequest request = request("/api/v1/freezes")
                .header("Content-Type", JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return read(send(request, "freeze"), FreezeView.class);
    }

    /** Returns the newest freezes. Only the first can be open. */
    public List<FreezeView> freezes() {
        return read(send(request("/api/v1/freezes").GET().build(), "freezes"), FreezePage.class)
                .items();
    }

    /** Requests to break a freeze. The coordinator refuses it if the freeze has changed after it was read. */
    public FreezeView breakFreeze(FreezeView freeze, String reason) {
        HttpRequest request = request("/api/v1/freezes/" + freeze.id() + "/actions/break")
                .header("Content-Type", JSON)
                .header("If-Match", "\"" + freeze.version() + "\"")
                .POST(BodyPublishers.ofString(json.writeValueAsString(Map.of("reason", reason))))
                .build();
        return read(send(request, "freeze"), FreezeView.class);
    }

    /** Returns all tokens, without their texts. */
    public List<TokenView> tokens() {
        return read(send(request("/api/v1/tokens").GET().build(), "tokens"), TokenPage.class)
                .items();
    }

    /** Revokes a token. */
    public TokenView revokeToken(String id) {
        return read(send(request("/api/v1/tokens/" + segment(id)).DELETE().build(), id), TokenView.class);
    }

    /** Verifies the audit trail. */
    public AuditVerificationView verifyAudit() {
        return read(
                send(request("/api/v1/audit/verification").GET().build(), "audit trail"), AuditVerificationView.class);
    }

    /** Returns a page of the audit trail as CloudEvents, oldest first; empty behind the last entry. */
    public List<JsonNode> audit(long after) {
        String path = "/api/v1/audit?limit=1000&after=" + after;
        return json.readTree(send(request(path).GET().build(), "audit trail"))
                .valueStream()
                .toList();
    }

    // Keeps user input in one path segment, even if it contains a slash.
    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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

    /** @param file the plan's file, in front of the position of each error; for other requests, what is requested */
    private String send(HttpRequest request, String file) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (UNAVAILABLE_STATUSES.contains(response.statusCode())) {
                throw new CoordinatorUnavailable(address, reason(response, file));
            }
            if (response.statusCode() >= FIRST_REDIRECT_STATUS) {
                throw new RequestRefused(response.statusCode(), reason(response, file) + hint(response.statusCode()));
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

    private String reason(HttpResponse<String> response, String file) {
        try {
            return read(response.body(), Problem.class).format(file);
        } catch (JacksonException ignored) {
            return "the coordinator responded with status " + response.statusCode() + ": " + response.body();
        }
    }

    private <T> T read(String body, Class<T> type) {
        return json.readValue(body, type);
    }
}
