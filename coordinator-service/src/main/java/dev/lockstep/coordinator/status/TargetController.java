package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.target.JdbcTargets;
import dev.lockstep.coordinator.target.TargetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The targets, and what stands on them. */
@RestController
@RequestMapping(path = "/api/v1/targets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class TargetController {
    private final JdbcTargets targets;
    private final JdbcTargetHistory history;
    private final MigrationViews views;

    TargetController(JdbcTargets targets, JdbcTargetHistory history, MigrationViews views) {
        this.targets = targets;
        this.history = history;
        this.views = views;
    }

    record Items<T>(List<T> items) {}

    /**
     * A target and its queue.
     *
     * @param lockedBy the migration that holds it
     * @param queued who waits for it, first come first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Target(@JsonUnwrapped TargetView target, @Nullable MigrationId lockedBy, List<MigrationId> queued) {}

    /** A migration that touched a target, with its steps there. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Touched(
            MigrationId migration, PlanName name, MigrationState outcome, @Nullable Instant at, List<StepView> steps) {}

    /**
     * What stands on a target.
     *
     * @param version of the latest script applied; only PostgreSQL has one
     * @param items the completed migrations, latest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Current(TargetName target, @Nullable String version, List<Touched> items) {}

    @GetMapping
    @Operation(summary = "Every target that a worker registered, whether it is ready, and who holds it")
    Items<Target> all() {
        return new Items<>(targets.all().stream().map(this::target).toList());
    }

    @GetMapping("/{name}/history")
    @Operation(summary = "The migrations that touched a target, newest first")
    Items<Touched> history(@PathVariable("name") String name) {
        TargetName target = known(name);
        return new Items<>(touched(history.touching(target), target));
    }

    @GetMapping("/{name}/current")
    @Operation(summary = "The completed migrations that stand on a target, latest first")
    Current current(@PathVariable("name") String name) {
        TargetName target = known(name);
        List<MigrationView> standing = views(history.standing(target)).toList();
        return new Current(
                target,
                standing.stream()
                        .map(view -> version(view.plan(), target))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null),
                standing.stream().map(view -> touched(view, target)).toList());
    }

    private Target target(TargetView view) {
        Optional<MigrationId> holder = history.holding(view.name());
        List<MigrationId> waiting = history.claiming(view.name()).stream()
                .filter(id -> holder.filter(id::equals).isEmpty())
                .toList();
        return new Target(view, holder.orElse(null), waiting);
    }

    private TargetName known(String name) {
        return targets.find(Requests.target(name)).map(TargetView::name).orElseThrow(() -> Requests.noTarget(name));
    }

    private List<Touched> touched(List<MigrationId> ids, TargetName target) {
        return views(ids).map(view -> touched(view, target)).toList();
    }

    private Stream<MigrationView> views(List<MigrationId> ids) {
        return ids.stream().map(views::view).flatMap(Optional::stream);
    }

    private static Touched touched(MigrationView view, TargetName target) {
        return new Touched(
                view.id(),
                view.name(),
                view.state(),
                view.endedAt(),
                view.steps().stream()
                        .filter(step -> step.target().equals(target))
                        .toList());
    }

    private static Optional<String> version(@Nullable Plan plan, TargetName target) {
        return Objects.requireNonNull(plan).spec().steps().reversed().stream()
                .filter(step -> step.target().equals(target))
                .map(Step::operation)
                .filter(PostgresSql.class::isInstance)
                .map(operation -> ((PostgresSql) operation).version())
                .findFirst();
    }
}
