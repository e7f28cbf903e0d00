package dev.lockstep.coordinator.action;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.SubmissionResult;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.plan.PostedPlan;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.status.MigrationView;
import dev.lockstep.coordinator.status.MigrationViews;
import dev.lockstep.service.Sha256;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/** Submits valid plans. A repeated request with the same idempotency key gets the first response. */
final class PlanSubmission {
    private final AuditedSubmissions submissions;
    private final MigrationViews views;
    private final JdbcIdempotencyKeys keys;
    private final Transactions transactions;
    private final JsonMapper json;

    PlanSubmission(
            AuditedSubmissions submissions,
            MigrationViews views,
            JdbcIdempotencyKeys keys,
            Transactions transactions,
            JsonMapper json) {
        this.submissions = submissions;
        this.views = views;
        this.keys = keys;
        this.transactions = transactions;
        this.json = json;
    }

    /**
     * Submits a plan.
     *
     * @param mode what becomes of the plan
     * @param key the client's idempotency key; null if the request has none
     */
    StoredResponse submit(Caller caller, PostedPlan posted, RunMode mode, @Nullable String key) {
        return transactions.run(() -> key == null
                ? submitNew(caller, posted, mode, "")
                : submitOnce(caller, posted, mode, new IdempotencyKey(caller.id(), key)));
    }

    private StoredResponse submitOnce(Caller caller, PostedPlan posted, RunMode mode, IdempotencyKey key) {
        String hash = mode.prefix() + Sha256.of(posted.body());
        Optional<StoredResponse> earlier = keys.reserveOrFind(key, hash);
        if (earlier.isEmpty()) {
            StoredResponse response = submitNew(caller, posted, mode, hash);
            keys.save(key, response);
            return response;
        }
        if (!earlier.get().requestHash().equals(hash)) {
            throw ApiException.of(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency-Key \"%s\" was used before with another body or query; use a new key"
                            .formatted(key.value()));
        }
        return earlier.get();
    }

    private StoredResponse submitNew(Caller caller, PostedPlan posted, RunMode mode, String hash) {
        return switch (submissions.submit(caller, posted.plan(), mode)) {
            case SubmissionResult.Accepted accepted ->
                response(HttpStatus.ACCEPTED, views.view(accepted.migration(), accepted.events()), hash);
            case SubmissionResult.Existing(MigrationId migration) ->
                response(HttpStatus.OK, views.view(migration).orElseThrow(), hash);
            case SubmissionResult.NameConflict(MigrationId migration, Plan existing) ->
                throw nameInUse(caller, posted, migration, existing);
        };
    }

    /** The other plan is compared only for callers who may see it. */
    private static ApiException nameInUse(Caller caller, PostedPlan posted, MigrationId migration, Plan existing) {
        if (!caller.may(
                Permission.VIEW, existing.spec().targets(), existing.metadata().labels())) {
            return ApiException.of(
                    ProblemType.PLAN_NAME_IN_USE,
                    "the plan name \"%s\" is in use; choose another one".formatted(existing.name()));
        }
        return ApiException.of(
                ProblemType.PLAN_NAME_IN_USE,
                "the plan name \"%s\" is in use by migration %s, which has a different plan"
                        .formatted(existing.name(), migration),
                posted.differencesFrom(existing));
    }

    private StoredResponse response(HttpStatus status, MigrationView view, String hash) {
        return new StoredResponse(
                hash, status.value(), view.etag(), view.id().toString(), json.writeValueAsString(view));
    }
}
