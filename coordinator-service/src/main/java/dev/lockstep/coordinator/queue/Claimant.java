package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has claimed a target.
 *
 * @param migration the migration; for a downgrade the one that it rolls back last
 * @param downgrade the number of the downgrade; absent for a migration
 */
public record Claimant(MigrationId migration, @Nullable Long downgrade) {
    @Override
    public String toString() {
        return downgrade == null ? migration.toString() : "downgrade " + downgrade;
    }

    /** Why these claims prevent another one, and what to do. */
    public static String reason(List<Claimant> claimants) {
        Optional<Claimant> holding = claimants.stream()
                .filter(claimant -> claimant.downgrade() != null)
                .findFirst();
        return holding.map("%s holds the same targets; wait until it has ended, or cancel it"::formatted)
                .orElseGet(() -> ("migrations %s are running or queued on the same targets;"
                                + " wait until they have ended, or cancel them")
                        .formatted(JdbcClaims.names(claimants)));
    }
}
