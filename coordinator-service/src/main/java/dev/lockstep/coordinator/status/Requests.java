package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.problem.Refusal;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Reads what stands in a path or a query, or says why it cannot be read. */
final class Requests {
    private Requests() {}

    static MigrationId migration(String text) {
        try {
            return new MigrationId(UUID.fromString(text));
        } catch (IllegalArgumentException _e) {
            throw noMigration(text);
        }
    }

    /** The last migration of the page before. */
    static MigrationId cursor(String text) {
        try {
            return new MigrationId(UUID.fromString(text));
        } catch (IllegalArgumentException _e) {
            throw badQuery("after is %s: it is the next of the page before".formatted(text));
        }
    }

    static Refusal noMigration(String id) {
        return Refusal.of(HttpStatus.NOT_FOUND, "unknown-migration", "no migration has the id %s".formatted(id));
    }

    static TargetName target(String text) {
        try {
            return new TargetName(text);
        } catch (IllegalArgumentException _e) {
            throw noTarget(text);
        }
    }

    static Refusal noTarget(String name) {
        return Refusal.of(
                HttpStatus.NOT_FOUND, "unknown-target", "no worker has ever registered a target %s".formatted(name));
    }

    static Refusal badQuery(String detail) {
        return Refusal.of(HttpStatus.BAD_REQUEST, "bad-query", detail);
    }
}
