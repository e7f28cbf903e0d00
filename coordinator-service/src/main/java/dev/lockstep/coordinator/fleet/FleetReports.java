package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.coordinator.access.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a caller fleets, each with the members that the caller may view. */
final class FleetReports {
    private final JdbcFleets stored;
    private final FleetAccess access;
    private final FleetViews views;
    private final String environment;

    FleetReports(JdbcFleets stored, FleetAccess access, FleetViews views, String environment) {
        this.stored = stored;
        this.access = access;
        this.views = views;
        this.environment = environment;
    }

    /**
     * Fleets, newest first, without their members.
     *
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<FleetView> items, @Nullable String next) {}

    FleetView view(FleetAccess.Visible visible) {
        return views.view(visible);
    }

    Page list(Caller caller, long before, int limit) {
        List<Fleet> found = stored.before(before, limit);
        return new Page(
                access.visible(caller, found).stream().map(views::summary).toList(), next(found, limit));
    }

    PlanRuns runs(Caller caller, Checksum checksum, long before, int limit) {
        List<Fleet> found = stored.runsOf(checksum, before, limit);
        return new PlanRuns(
                checksum,
                environment,
                access.visible(caller, found).stream().map(this::run).toList(),
                next(found, limit));
    }

    private static @Nullable String next(List<Fleet> found, int limit) {
        return found.size() < limit ? null : String.valueOf(found.getLast().id());
    }

    private PlanRuns.Run run(FleetAccess.Visible visible) {
        Fleet fleet = visible.fleet();
        return new PlanRuns.Run(
                fleet.id(),
                fleet.plan().name(),
                fleet.environment(),
                fleet.state(),
                views.summary(visible).counts(),
                visible.members().stream().map(FleetMember::target).toList(),
                fleet.requester(),
                fleet.requestedAt(),
                fleet.endedAt());
    }
}
