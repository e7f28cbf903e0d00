package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.JdbcRefusedRollbacks;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores which rollbacks of members of fleets are requested. All methods take part in the current transaction. */
final class JdbcMemberRollbacks {
    private final JdbcTemplate jdbc;
    private final JdbcRefusedRollbacks refusedRollbacks;

    JdbcMemberRollbacks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.refusedRollbacks = new JdbcRefusedRollbacks(jdbc);
    }

    /** Writes that the rollback of a member is requested. Returns whether it was not before. */
    boolean setRequested(long fleet, FleetMember member) {
        return jdbc.update(
                        """
                        UPDATE fleet_member SET rollback_requested = true
                        WHERE fleet = ? AND number = ? AND NOT rollback_requested
                        """,
                        fleet,
                        member.number())
                == 1;
    }

    /** Writes why a member cannot be rolled back. */
    void setFinding(long fleet, FleetMember member, String finding) {
        jdbc.update(
                "UPDATE fleet_member SET rollback_requested = true, finding = ? WHERE fleet = ? AND number = ?",
                finding,
                fleet,
                member.number());
    }

    /** Why the rollback of a migration that was requested did not start. */
    String refusal(MigrationId migration) {
        return refusedRollbacks.reason(migration, 0);
    }
}
