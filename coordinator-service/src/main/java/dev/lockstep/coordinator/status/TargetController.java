package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TargetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the targets, their queues and their history. */
@RestController
@RequestMapping(path = "/api/v1/targets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class TargetController {
    private static final int MAX_PAGE = 200;
    private final RegisteredTargets targets;
    private final TargetAccess access;
    private final JdbcTargetHistory history;
    private final MigrationViews views;

    TargetController(RegisteredTargets targets, TargetAccess access, JdbcTargetHistory history, MigrationViews views) {
        this.targets = targets;
        this.access = access;
        this.history = history;
        this.views = views;
    }

    record Items<T>(List<T> items) {}

    /**
     * Migrations of a target, newest first.
     *
     * @param baseline the versions that count as applied since a baseline; absent without one
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HistoryPage(@Nullable TargetBaseline baseline, List<TargetMigration> items, @Nullable String next) {}

    /**
     * A target and its queue.
     *
     * @param lockedBy the started migration that has locked the target
     * @param downgrade the downgrade that holds the target, also between the rollbacks of its migrations
     * @param queued the migrations that wait for the target, in order
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Target(
            @JsonUnwrapped TargetView target,
            @Nullable MigrationId lockedBy,
            @Nullable Long downgrade,
            List<MigrationId> queued) {}

    /**
     * A migration with its steps on one target.
     *
     * @param outcome the state of the migration
     * @param at the time at which its current round ended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TargetMigration(
            MigrationId migration, PlanName name, MigrationState outcome, @Nullable Instant at, List<StepView> steps) {}

    /**
     * The current version and the completed migrations of a target.
     *
     * @param version the version of the last script, or of the baseline if there was none; PostgreSQL only
     * @param baseline the versions that count as applied since a baseline; absent without one
     * @param items newest first
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CurrentState(
            TargetName target,
            @Nullable String version,
            @Nullable TargetBaseline baseline,
            List<TargetMigration> items,
            @Nullable String next) {}

    @GetMapping
    @Operation(summary = "List all registered targets with their readiness and their queue")
    @Requires(Permission.VIEW)
    Items<Target> all(Caller caller) {
        return new Items<>(targets.all().stream()
                .filter(target -> caller.may(Permission.VIEW, target.name()))
                .map(this::target)
                .toList());
    }

    @GetMapping("/{name}/history")
    @Operation(summary = "List the migrations that were applied on a target, newest first")
    @Requires(Permission.VIEW)
    HistoryPage history(
            Caller caller,
            @PathVariable("name") String name,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        TargetName target = access.require(caller, Permission.VIEW, name).name();
        JdbcTargetHistory.Page page = history.applied(target, position(after), pageSize(limit));
        return new HistoryPage(history.baseline(target).orElse(null), items(page, target), next(page));
    }

    @GetMapping("/{name}/current")
    @Operation(summary = "List the completed migrations of a target, newest first")
    @Requires(Permission.VIEW)
    CurrentState current(
            Caller caller,
            @PathVariable("name") String name,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        TargetView view = access.require(caller, Permission.VIEW, name);
        TargetName target = view.name();
        JdbcTargetHistory.Page page = history.completed(target, position(after), pageSize(limit));
        Optional<TargetBaseline> baseline = history.baseline(target);
        return new CurrentState(
                target,
                version(view).or(() -> baseline.map(TargetBaseline::version)).orElse(null),
                baseline.orElse(null),
                items(page, target),
                next(page));
    }

    // Only scripts have versions. In the history of another target all migrations would be read for nothing.
    private Optional<String> version(TargetView target) {
        return target.kind() == TargetKind.POSTGRES ? history.version(target.name()) : Optional.empty();
    }

    private static int pageSize(int limit) {
        return RequestParameters.pageSize(limit, MAX_PAGE);
    }

    private static long position(@Nullable String after) {
        return after == null ? Long.MAX_VALUE : RequestParameters.cursor(after);
    }

    private static @Nullable String next(JdbcTargetHistory.Page page) {
        return page.next() == null ? null : page.next().toString();
    }

    private List<TargetMigration> items(JdbcTargetHistory.Page page, TargetName target) {
        return views.views(page.items()).stream()
                .map(view -> targetMigration(view, target))
                .toList();
    }

    private Target target(TargetView view) {
        Optional<MigrationId> lockedBy = history.lockedBy(view.name());
        List<MigrationId> queued = history.claiming(view.name()).stream()
                .filter(id -> lockedBy.filter(id::equals).isEmpty())
                .toList();
        return new Target(
                view, lockedBy.orElse(null), history.downgrade(view.name()).orElse(null), queued);
    }

    private static TargetMigration targetMigration(MigrationView view, TargetName target) {
        return new TargetMigration(
                view.id(),
                view.name(),
                view.state(),
                view.endedAt(),
                view.steps().stream()
                        .filter(step -> step.target().equals(target))
                        .toList());
    }
}
