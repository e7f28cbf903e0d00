package dev.lockstep.cli.api;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Client of the coordinator's REST API. Methods throw {@link RequestRefused} when the coordinator refuses a request,
 * and {@link CoordinatorUnavailable} when it cannot be reached.
 */
public final class CoordinatorClient {

    private final CoordinatorRequests requests;

    public CoordinatorClient(URI address, Credentials credentials) {
        this.requests = new CoordinatorRequests(address, credentials);
    }

    /** The credentials of all requests. */
    public Credentials credentials() {
        return requests.credentials();
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
        return requests.postPlanOnce(path, plan, MigrationView.class);
    }

    /** Validates a plan without running it. */
    public PlanValidationView validate(PlanFile plan) {
        return requests.postPlan("/api/v1/plans/validate", plan, PlanValidationView.class);
    }

    public MigrationView migration(String id) {
        return requests.get("/api/v1/migrations/" + segment(id), id, MigrationView.class);
    }

    /** Returns a page of the migrations with a step on the target, newest first. */
    public TargetMigrationPage history(String target, PageOf page) {
        String path = "/api/v1/targets/%s/history%s".formatted(segment(target), query(page));
        return requests.get(path, target, TargetMigrationPage.class);
    }

    /**
     * Returns the version of the target's latest applied script, and a page of the target's completed migrations that are
     * not rolled back.
     */
    public CurrentView current(String target, PageOf page) {
        String path = "/api/v1/targets/%s/current%s".formatted(segment(target), query(page));
        return requests.get(path, target, CurrentView.class);
    }

    /**
     * A part of a list.
     *
     * @param limit the number of items; absent for the default of the coordinator
     * @param after the position that the page before has named; absent for the first page
     */
    public record PageOf(@Nullable Integer limit, @Nullable String after) {}

    private static String query(PageOf page) {
        String limit = page.limit() == null ? "" : "limit=" + page.limit();
        String after = page.after() == null ? "" : "after=" + segment(page.after());
        String query = limit + (limit.isEmpty() || after.isEmpty() ? "" : "&") + after;
        return query.isEmpty() ? "" : "?" + query;
    }

    /**
     * Requests a downgrade.
     *
     * @param body the fields {@code to}, {@code includeOthers} and {@code reason}
     */
    public DowngradeView downgrade(String target, Map<String, Object> body) {
        String path = "/api/v1/targets/%s/downgrade".formatted(segment(target));
        return requests.postOnce(path, target, body, DowngradeView.class);
    }

    /** Finds out what a downgrade would do; the coordinator changes nothing. */
    public DowngradeView tryDowngrade(String target, Map<String, Object> body) {
        String path = "/api/v1/targets/%s/downgrade?dryRun=true".formatted(segment(target));
        return requests.post(path, target, body, DowngradeView.class);
    }

    public DowngradeView downgradeOf(String id) {
        return requests.get("/api/v1/downgrades/" + segment(id), "downgrade " + id, DowngradeView.class);
    }

    /** Returns the newest downgrades. */
    public List<DowngradeView> downgrades() {
        return requests.get("/api/v1/downgrades", "downgrades", DowngradePage.class)
                .items();
    }

    /** Resumes or cancels a downgrade. The coordinator refuses it if the downgrade has changed after it was read. */
    public DowngradeView act(DowngradeView downgrade, String action, Map<String, ?> body) {
        return requests.postIfMatch(
                "/api/v1/downgrades/" + downgrade.id() + "/actions/" + action,
                "downgrade " + downgrade.id(),
                Objects.requireNonNull(downgrade.version()),
                body,
                DowngradeView.class);
    }

    /** Submits a plan for a group of targets. While a fleet of the same plan is open, returns that fleet. */
    public FleetView submitFleet(PlanFile plan) {
        return requests.postPlanOnce("/api/v1/fleets", plan, FleetView.class);
    }

    /** Returns what the submission of a plan for a group of targets would do. */
    public FleetPreviewView previewFleet(PlanFile plan) {
        return requests.postPlan("/api/v1/fleets?dryRun=true", plan, FleetPreviewView.class);
    }

    public FleetView fleetOf(String id) {
        return requests.get("/api/v1/fleets/" + segment(id), "fleet " + id, FleetView.class);
    }

    /** Returns the newest fleets. */
    public List<FleetView> fleets() {
        return requests.get("/api/v1/fleets", "fleets", FleetPage.class).items();
    }

    /** Continues, stops or rolls back a fleet. The coordinator refuses it if the fleet has changed after it was read. */
    public FleetView act(FleetView fleet, String action, Map<String, String> body) {
        return requests.postIfMatch(
                "/api/v1/fleets/" + fleet.id() + "/actions/" + action,
                "fleet " + fleet.id(),
                fleet.version(),
                body,
                FleetView.class);
    }

    /** Returns what an action on a fleet would do. */
    public FleetPreviewView preview(FleetView fleet, String action, Map<String, String> body) {
        return requests.postIfMatch(
                "/api/v1/fleets/" + fleet.id() + "/actions/" + action + "?dryRun=true",
                "fleet " + fleet.id(),
                fleet.version(),
                body,
                FleetPreviewView.class);
    }

    /** Returns where a plan for a group of targets has run last; no item if the caller may view none of its fleets. */
    public PlanRunsView newestPlanRun(String checksum) {
        String path = "/api/v1/plans/%s/runs".formatted(segment(checksum));
        PlanRunsView page = requests.get(path, "plan " + checksum, PlanRunsView.class);
        // A page has no item if the caller may view none of its fleets.
        while (page.items().isEmpty() && page.next() != null) {
            page = requests.get(path + "?after=" + segment(page.next()), "plan " + checksum, PlanRunsView.class);
        }
        return page;
    }

    /**
     * Returns the newest migrations.
     *
     * @param filter the parameters of the list, such as {@code state}
     */
    public List<MigrationView> migrations(Map<String, String> filter) {
        String query = filter.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + segment(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String path = query.isEmpty() ? "/api/v1/migrations" : "/api/v1/migrations?" + query;
        return requests.get(path, "migrations", MigrationPage.class).items();
    }

    /** Returns all targets that a worker has registered. */
    public List<TargetView> targets() {
        return requests.get("/api/v1/targets", "targets", TargetPage.class).items();
    }

    /**
     * Requests an action. The coordinator refuses it if the migration has changed after it was read.
     *
     * @param body the fields of the request, such as {@code reason}
     */
    public MigrationView act(MigrationView migration, String action, Map<String, ?> body) {
        return requests.postIfMatch(
                "/api/v1/migrations/" + migration.id() + "/actions/" + action,
                migration.id(),
                migration.version(),
                body,
                MigrationView.class);
    }

    /** Returns what an action would do. The coordinator refuses it as it would refuse the action. */
    public ActionPreviewView preview(MigrationView migration, String action, Map<String, ?> body) {
        return requests.postIfMatch(
                "/api/v1/migrations/" + migration.id() + "/actions/" + action + "?dryRun=true",
                migration.id(),
                migration.version(),
                body,
                ActionPreviewView.class);
    }

    /**
     * Requests that the stored values of a unit are removed. For a unit whose erasure is requested or done, returns
     * that erasure.
     *
     * @param body the fields {@code step}, {@code unit} and {@code reason}
     */
    public ErasureView erase(String migration, Map<String, String> body) {
        return requests.post(
                "/api/v1/migrations/" + segment(migration) + "/erasures", migration, body, ErasureView.class);
    }

    public ErasureView erasure(String migration, int number) {
        String path = "/api/v1/migrations/%s/erasures/%d".formatted(segment(migration), number);
        return requests.get(path, migration, ErasureView.class);
    }

    /**
     * Requests that the journals of a migration are removed, or asks what would be removed.
     *
     * @param body the fields {@code reason} and {@code dryRun}
     */
    public PurgeView purge(String migration, Map<String, Object> body) {
        return requests.post("/api/v1/migrations/" + segment(migration) + "/purge", migration, body, PurgeView.class);
    }

    public PurgeView purgeOf(String migration) {
        return requests.get("/api/v1/migrations/" + segment(migration) + "/purge", migration, PurgeView.class);
    }

    /**
     * Requests the purges of the oldest migrations that ended some time ago, or asks what they would remove.
     *
     * @param body the fields {@code olderThan}, {@code reason} and {@code dryRun}
     */
    public PurgeView.Several purges(Map<String, Object> body) {
        return requests.post("/api/v1/purges", "purges", body, PurgeView.Several.class);
    }

    /** Returns the owner of the token and what the token permits. */
    public CallerView caller() {
        return requests.get("/api/v1/me", "me", CallerView.class);
    }

    /**
     * Creates a token.
     *
     * @param body the fields of the request: {@code name}, {@code grants} and so on
     */
    public CreatedTokenView createToken(Map<String, Object> body) {
        return requests.post("/api/v1/tokens", "token", body, CreatedTokenView.class);
    }

    /**
     * Requests that a backup is restored.
     *
     * @param body the fields {@code target}, {@code dryRun} and {@code reason}
     */
    public RestoreView restore(String migration, Map<String, Object> body) {
        return requests.post(
                "/api/v1/migrations/" + segment(migration) + "/restores", migration, body, RestoreView.class);
    }

    public RestoreView restoreOf(String migration, int number) {
        String path = "/api/v1/migrations/%s/restores/%d".formatted(segment(migration), number);
        return requests.get(path, migration, RestoreView.class);
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
        return requests.get(path, "backups", BackupPage.class);
    }

    /** Starts a count of the schema versions on a target, or returns the one that is under way. */
    public TargetRequestView countSchemaVersions(String target, Map<String, Object> body) {
        return requests.post(targetPath(target, "schema-versions"), target, body, TargetRequestView.class);
    }

    /** Starts to read the schema of a target, or returns the request that reads it already. */
    public TargetRequestView readSchema(String target) {
        return requests.post(targetPath(target, "schema"), target, Map.of(), TargetRequestView.class);
    }

    /** Returns the schema of a target that was read last. */
    public SchemaView schema(String target) {
        return requests.get(targetPath(target, "schema"), target, SchemaView.class);
    }

    /**
     * Requests the statements that give a target another schema.
     *
     * @param body the fields {@code wanted}, {@code withDrops} and {@code withoutPrivileges}
     */
    public TargetRequestView schemaDifference(String target, Map<String, Object> body) {
        return requests.post(targetPath(target, "schema-difference"), target, body, TargetRequestView.class);
    }

    /** Requests a baseline of a target. */
    public TargetRequestView baseline(String target, boolean dryRun, Map<String, Object> body) {
        String path = targetPath(target, "baseline") + (dryRun ? "?dryRun=true" : "");
        return requests.post(path, target, body, TargetRequestView.class);
    }

    /** Requests that everything of Lockstep is removed from a target. */
    public TargetRequestView uninstall(String target, boolean dryRun, Map<String, Object> body) {
        String path = targetPath(target, "uninstall") + (dryRun ? "?dryRun=true" : "");
        return requests.post(path, target, body, TargetRequestView.class);
    }

    /** Requests a new identity of a target. */
    public TargetRequestView reidentify(String target, String reason) {
        return requests.post(
                targetPath(target, "reidentify"), target, Map.of("reason", reason), TargetRequestView.class);
    }

    /** Returns what a new identity of a target would mean. */
    public ReidentifyPreview previewReidentify(String target, String reason) {
        return requests.post(
                targetPath(target, "reidentify?dryRun=true"),
                target,
                Map.of("reason", reason),
                ReidentifyPreview.class);
    }

    /** Removes a target that no worker serves from the list of targets, or asks whether that is allowed. */
    public ForgottenTarget forget(String target, boolean dryRun, String reason) {
        String path = targetPath(target, "forget") + (dryRun ? "?dryRun=true" : "");
        return requests.post(path, target, Map.of("reason", reason), ForgottenTarget.class);
    }

    /** Starts a check of a target for drift, or returns the one that is under way. */
    public TargetRequestView checkDrift(String target) {
        return requests.post(targetPath(target, "drift"), target, Map.of(), TargetRequestView.class);
    }

    /** Returns the newest check of a target for drift. */
    public DriftView drift(String target) {
        return requests.get(targetPath(target, "drift"), target, DriftView.class);
    }

    /** Accepts the differences of a check. */
    public void acknowledgeDrift(String target, int request, String reason) {
        Map<String, Object> body = Map.of("request", request, "reason", reason);
        requests.post(targetPath(target, "drift/acknowledge"), target, body, JsonNode.class);
    }

    /** Returns a request about a target. */
    public TargetRequestView targetRequest(String target, int number) {
        return requests.get(targetPath(target, "requests/" + number), target, TargetRequestView.class);
    }

    private static String targetPath(String target, String rest) {
        return "/api/v1/targets/%s/%s".formatted(segment(target), rest);
    }

    /**
     * Opens a freeze.
     *
     * @param body the fields {@code reason} and {@code until}
     */
    public FreezeView freeze(Map<String, String> body) {
        return requests.postOnce("/api/v1/freezes", "freeze", body, FreezeView.class);
    }

    /** Returns the newest freezes. Only the first can be open. */
    public List<FreezeView> freezes() {
        return requests.get("/api/v1/freezes", "freezes", FreezePage.class).items();
    }

    /** Requests to break a freeze. The coordinator refuses it if the freeze has changed after it was read. */
    public FreezeView breakFreeze(FreezeView freeze, String reason) {
        return requests.postIfMatch(
                "/api/v1/freezes/" + freeze.id() + "/actions/break",
                "freeze",
                freeze.version(),
                Map.of("reason", reason),
                FreezeView.class);
    }

    /** Returns all tokens, without their texts. */
    public List<TokenView> tokens() {
        return requests.get("/api/v1/tokens", "tokens", TokenPage.class).items();
    }

    /** Revokes a token. */
    public TokenView revokeToken(String id) {
        return requests.delete("/api/v1/tokens/" + segment(id), id, TokenView.class);
    }

    /** Verifies the audit trail. */
    public AuditVerificationView verifyAudit() {
        return requests.get("/api/v1/audit/verification", "audit trail", AuditVerificationView.class);
    }

    /** Returns a page of the audit trail as CloudEvents, oldest first; empty behind the last entry. */
    public List<JsonNode> audit(long after) {
        String path = "/api/v1/audit?limit=1000&after=" + after;
        return requests.get(path, "audit trail", JsonNode.class).valueStream().toList();
    }

    // Keeps user input in one path segment, even if it contains a slash.
    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
