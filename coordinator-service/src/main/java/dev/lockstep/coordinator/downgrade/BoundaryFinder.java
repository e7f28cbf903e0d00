package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Completed;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Found;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Versioned;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.RequestParameters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the migration after which a target is at the boundary of a downgrade. */
final class BoundaryFinder {
    private static final int MAX_NAMED = 5;
    private final JdbcDowngradeSets sets;

    BoundaryFinder(JdbcDowngradeSets sets) {
        this.sets = sets;
    }

    /**
     * Finds the newest migration that is not rolled back.
     *
     * @return empty if all migrations are rolled back
     * @throws ApiException if the boundary is not a completed migration on the target, or too many came later to find it
     */
    Optional<Completed> find(TargetName target, Boundary boundary) {
        if (boundary.kind() == Boundary.Kind.BASE) {
            return Optional.empty();
        }
        Found<Versioned> versioned = boundary.canBeVersion()
                ? sets.versioned(target, DowngradePlanner.MAX_MIGRATIONS + 1)
                : new Found<>(List.of(), true);
        Optional<Completed> byVersion = versioned.migrations().stream()
                .filter(migration -> migration.versions().contains(boundary.text()))
                .findFirst()
                .map(migration -> requireLast(migration, target, boundary));
        Optional<Completed> byMigration = boundary.canBeMigration() ? migration(boundary.text()) : Optional.empty();
        byMigration.ifPresent(migration -> requireStep(migration, target));
        requireUnambiguous(boundary, byVersion, byMigration);
        return Optional.of(byVersion.or(() -> byMigration).orElseThrow(() -> notFound(target, boundary, versioned)));
    }

    private Optional<Completed> migration(String text) {
        return RequestParameters.findMigration(text).map(sets::completed).orElseGet(() -> sets.completed(text));
    }

    private static Completed requireLast(Versioned found, TargetName target, Boundary boundary) {
        String last = found.versions().getLast();
        if (last.equals(boundary.text())) {
            return found.completed();
        }
        throw DowngradeRequest.invalidBoundary(
                "version \"%s\" is not the last one of migration %s on target \"%s\", and a migration is rolled back as a whole"
                        .formatted(boundary.text(), found.completed().migration(), target),
                "write \"%s\", which is its last version, or an earlier migration".formatted(last));
    }

    private static void requireStep(Completed migration, TargetName target) {
        if (!migration.targets().contains(target)) {
            throw DowngradeRequest.invalidBoundary(
                    "migration %s has no step on target \"%s\"".formatted(migration.migration(), target),
                    "write a migration of this target; list them with GET /api/v1/targets/%s/current"
                            .formatted(target));
        }
    }

    private static void requireUnambiguous(
            Boundary boundary, Optional<Completed> byVersion, Optional<Completed> byMigration) {
        if (byVersion.isPresent() && byMigration.isPresent() && !byVersion.equals(byMigration)) {
            throw DowngradeRequest.invalidBoundary(
                    "\"%s\" is a version of migration %s, and names migration %s"
                            .formatted(
                                    boundary.text(),
                                    byVersion.get().migration(),
                                    byMigration.get().migration()),
                    "write {\"version\": \"…\"} or {\"migration\": \"…\"}");
        }
    }

    // More migrations than a downgrade rolls back came after a version that is older than those that were read.
    private static ApiException notFound(TargetName target, Boundary boundary, Found<Versioned> versioned) {
        if (!versioned.isWhole()) {
            return DowngradePlanner.tooMany(target);
        }
        String what =
                switch (boundary.kind()) {
                    case BASE, ANY -> "version or migration";
                    case VERSION -> "version";
                    case MIGRATION -> "migration";
                };
        return DowngradeRequest.invalidBoundary(
                "target \"%s\" has no completed %s \"%s\"".formatted(target, what, boundary.text()),
                hint(target, versioned.migrations()));
    }

    private static String hint(TargetName target, List<Versioned> versioned) {
        String list = "list the migrations with GET /api/v1/targets/%s/current".formatted(target);
        String newest = versioned.stream()
                .limit(MAX_NAMED)
                .map(migration -> "\"%s\"".formatted(migration.versions().getLast()))
                .collect(Collectors.joining(", "));
        return newest.isEmpty() ? list : "its newest versions are %s; %s".formatted(newest, list);
    }
}
