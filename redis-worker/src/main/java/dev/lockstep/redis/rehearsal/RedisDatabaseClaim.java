package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.ScratchMarker;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Finds an empty logical database for a copy, and writes its marker. */
final class RedisDatabaseClaim {
    private static final int MAX_NAMED = 20;

    private final RedisDatabaseList databases;
    private final TargetName target;
    private final IntFunction<String> owner;
    private final List<String> obstacles = new ArrayList<>();
    private boolean isInUse;

    /**
     * Creates a claim for a copy of this target.
     *
     * @param owner names the target that has a database; an empty string if none has
     */
    RedisDatabaseClaim(RedisDatabaseList databases, TargetName target, IntFunction<String> owner) {
        this.databases = databases;
        this.target = target;
        this.owner = owner;
    }

    /**
     * Claims a database and returns its number.
     *
     * @throws OperationFailed if no database can be used
     */
    int run(String token, StepContext context) {
        for (int database : databases.candidates()) {
            String obstacle = obstacle(database, token, context);
            if (obstacle.isEmpty()) {
                return database;
            }
            obstacles.add("database %d %s".formatted(database, obstacle));
        }
        throw failure();
    }

    /** Claims the database, or returns why it cannot be used. */
    private String obstacle(int database, String token, StepContext context) {
        String found = owner.apply(database);
        if (!found.isEmpty()) {
            return "is that of target " + found;
        }
        String refusal = databases.select(database);
        if (!refusal.isEmpty()) {
            return "cannot be selected (%s)".formatted(refusal);
        }
        long keys = RedisCopyMarker.claim(databases.session(), token, target, context);
        return keys == 0 ? "" : userOf(keys);
    }

    private String userOf(long keys) {
        Optional<ScratchMarker> marker =
                RedisCopyMarker.read(databases.session()).map(RedisCopyMarker::content);
        isInUse |= marker.isPresent();
        return marker.map(found -> "has the copy for a rehearsal of migration %s on target %s"
                        .formatted(found.migration(), found.target()))
                .orElse("has %d keys that are not of a rehearsal".formatted(keys));
    }

    private OperationFailed failure() {
        String found = String.join("; ", obstacles.subList(0, Math.min(obstacles.size(), MAX_NAMED)));
        String message =
                ("no logical database for the copy: %s; an empty one is expected; delete the keys of a database that nobody"
                                + " needs, name another one with the option rehearsal-database, or another server with"
                                + " rehearsal-url")
                        .formatted(found);
        return isInUse
                ? OperationFailed.retriable("rehearsal-database-in-use", message)
                : OperationFailed.withoutEffect("rehearsal-database", message);
    }
}
