package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes a valid plan in: a place in the queue, the first event, and the start if its turn has come at once. */
public final class Submissions {
    private final JdbcMigrations migrations;
    private final JdbcClaims claims;
    private final SagaShell sagas;
    private final Queue queue;
    private final Supplier<MigrationId> ids;

    /**
     * Takes plans in with these.
     *
     * @param ids gives each migration a name that none had before
     */
    public Submissions(
            JdbcMigrations migrations, JdbcClaims claims, SagaShell sagas, Queue queue, Supplier<MigrationId> ids) {
        this.migrations = migrations;
        this.claims = claims;
        this.sagas = sagas;
        this.queue = queue;
        this.ids = ids;
    }

    /** What became of a plan. */
    public sealed interface Submission {
        /** It runs, or waits for its turn. */
        record Taken(Recorded migration) implements Submission {}

        /** The same content is under way or completed already. */
        record Standing(MigrationId migration) implements Submission {}

        /** The name stands for other content. */
        record NameTaken(MigrationId migration, Plan standing) implements Submission {}
    }

    /** Takes part in the transaction under way. */
    public Submission submit(Plan plan) {
        claims.lockQueue();
        Checksum checksum = Checksum.of(plan);
        Optional<JdbcMigrations.Standing> standing = migrations.standing(plan.name());
        return standing.map(found -> compared(found, checksum)).orElseGet(() -> taken(plan, checksum));
    }

    private static Submission compared(JdbcMigrations.Standing standing, Checksum checksum) {
        return standing.checksum().equals(checksum)
                ? new Submission.Standing(standing.migration())
                : new Submission.NameTaken(
                        standing.migration(), LockstepJson.messages().readValue(standing.plan(), Plan.class));
    }

    private Submission taken(Plan plan, Checksum checksum) {
        MigrationId migration = ids.get();
        long position = claims.nextPosition();
        migrations.open(migration, plan, checksum, position);
        claims.claim(migration, plan.spec().targets(), position);
        Told told = sagas.tell(
                new Recorded(migration, 0, SagaState.none()),
                Voice.anonymous("submitted"),
                occasion -> new SagaCommand.Submit(occasion, migration, plan));
        return switch (told) {
            case Told.Happened happened -> new Submission.Taken(queue.startIfItsTurn(happened.after()));
            case Told.Refused(String reason) -> throw new IllegalStateException(reason);
            case Told.Unknown _u -> throw new IllegalStateException("migration %s is not there".formatted(migration));
        };
    }
}
