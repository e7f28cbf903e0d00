package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.saga.RunMode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Inserts the rows of migrations and finds the active migration of a plan name. */
public final class JdbcMigrations {
    /** Later words of a description are not searched, so that a migration has few rows with its words. */
    private static final int MAX_DESCRIPTION = 10_000;

    private final JdbcTemplate jdbc;

    public JdbcMigrations(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    record ExistingMigration(MigrationId migration, Checksum checksum, String planJson) {}

    /** Finds the migration of this plan name that is queued, running or completed; there is at most one. */
    Optional<ExistingMigration> findActive(PlanName name) {
        return jdbc
                .query(
                        """
                        SELECT id, checksum, plan FROM migration WHERE name = ?
                            AND state NOT IN ('REJECTED', 'CANCELLED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR')
                        """,
                        (row, _index) -> new ExistingMigration(
                                new MigrationId(row.getObject(1, UUID.class)),
                                new Checksum(row.getString(2)),
                                row.getString(3)),
                        name.value())
                .stream()
                .findFirst();
    }

    /**
     * A migration without events.
     *
     * @param canStart whether no other migration has a claim on one of its targets, and no freeze is open
     */
    record NewMigration(MigrationChange change, boolean canStart) {}

    /**
     * The name in the table. The name of a plan has no colon, so even a coordinator that does not know a mode does not
     * take its rows for migrations of the plan.
     */
    public static String storedName(RunMode mode, String name) {
        return mode.prefix() + name;
    }

    /** The words by which lists find a migration. */
    private static String searchText(Plan plan) {
        String description = Objects.toString(plan.metadata().description(), "");
        return Stream.of(
                        Stream.of(
                                plan.name().value(),
                                description.substring(0, Math.min(description.length(), MAX_DESCRIPTION))),
                        plan.metadata().labels().keySet().stream(),
                        plan.metadata().labels().values().stream(),
                        plan.spec().targets().stream().map(TargetName::value),
                        plan.spec().steps().stream().map(step -> step.id().value()))
                .flatMap(texts -> texts)
                .collect(Collectors.joining(" "));
    }

    /** The name of a migration of contract steps in the table: a plan of the same name does not take its place. */
    public static String contractName(String name) {
        return "contract:" + name;
    }

    /**
     * Inserts a migration at version 0, with its claims on all targets at a position behind all others; without claims
     * if it must pass gates before. Requires the lock of the queue.
     */
    NewMigration insert(MigrationId migration, Plan plan, Checksum checksum, RunMode mode) {
        boolean isQueued = !mode.appliesSteps() || !plan.spec().hasGates();
        String name = storedName(mode, plan.name().value());
        return insert(new Row(migration, name, plan, checksum, !mode.appliesSteps(), isQueued, null));
    }

    /**
     * Inserts the migration of contract steps at version 0, without claims. Requires the lock of the queue.
     *
     * @param expand the completed migration
     */
    NewMigration insertContract(MigrationId migration, Plan plan, MigrationId expand) {
        String name = contractName(plan.name().value());
        return insert(new Row(migration, name, plan, Checksum.of(plan), false, false, expand));
    }

    private record Row(
            MigrationId migration,
            String name,
            Plan plan,
            Checksum checksum,
            boolean isDryRun,
            boolean isQueued,
            @Nullable MigrationId expand) {}

    private NewMigration insert(Row row) {
        MigrationId migration = row.migration();
        Plan plan = row.plan();
        boolean isQueued = row.isQueued();
        String[] targets = JdbcCombinedStatement.texts(plan.expandPart().spec().targets(), TargetName::value);
        Map<String, String> labels = plan.metadata().labels();
        return new JdbcCombinedStatement()
                .add("next", "SELECT nextval('claim_position') AS position")
                .add(
                        "inserted_migration",
                        """
                        INSERT INTO migration
                            (id, name, labels, targets, checksum, plan, dry_run, expand, state, position)
                        SELECT ?, ?, ?::jsonb, ?::text[], ?, ?::json, ?, nullif(?, '')::uuid, 'QUEUED', position FROM next
                        """,
                        migration.value(),
                        row.name(),
                        LockstepJson.messages().writeValueAsString(labels),
                        targets,
                        row.checksum().value(),
                        LockstepJson.messages().writeValueAsString(plan),
                        row.isDryRun(),
                        row.expand() == null ? "" : row.expand().toString())
                .add(
                        "inserted_claims",
                        """
                        INSERT INTO target_claim (target, migration_id, position)
                        SELECT target, ?, position FROM next, unnest(?::text[]) AS target WHERE ?
                        """,
                        migration.value(),
                        targets,
                        isQueued)
                .add(
                        "inserted_targets",
                        """
                        INSERT INTO migration_target (target, position)
                        SELECT target, position FROM next, unnest(?::text[]) AS target
                        """,
                        (Object) targets)
                .add(
                        "inserted_labels",
                        """
                        INSERT INTO migration_label (key, value, position)
                        SELECT key, value, position FROM next, unnest(?::text[], ?::text[]) AS label (key, value)
                        """,
                        JdbcCombinedStatement.texts(labels.keySet(), key -> key),
                        JdbcCombinedStatement.texts(labels.values(), value -> value))
                .add(
                        "inserted_words",
                        """
                        INSERT INTO migration_word (word, position)
                        SELECT lexeme, position FROM next, unnest(to_tsvector('simple', ?))
                        """,
                        searchText(plan))
                .add("earlier", "SELECT 1 FROM target_claim WHERE target = ANY (?::text[]) LIMIT 1", (Object) targets)
                .add("accepted", "SELECT %s AS json".formatted(JdbcTargetFences.select("?::text[]")), (Object) targets)
                .add("unfrozen", JdbcFreezes.LOCK_UNFROZEN)
                .add("startable", "SELECT 1 FROM unfrozen WHERE NOT stopped_targets && ?::text[]", (Object) targets)
                .execute(
                        jdbc,
                        """
                        SELECT NOT EXISTS (SELECT 1 FROM earlier) AND EXISTS (SELECT 1 FROM startable),
                            date_trunc('milliseconds', clock_timestamp()), nextval('dispatch_number'), json
                        FROM accepted
                        """,
                        (created, _index) -> new NewMigration(
                                new MigrationChange(
                                        VersionedState.initial(migration),
                                        0,
                                        created.getTimestamp(2).toInstant(),
                                        new DispatchNumber(created.getLong(3)),
                                        JdbcTargetFences.parse(created.getString(4))),
                                isQueued && created.getBoolean(1)));
    }
}
