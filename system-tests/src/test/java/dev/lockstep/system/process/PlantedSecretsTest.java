package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.testservers.DedicatedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/**
 * Plants credentials in the settings of workers and personal values in the data, runs plans that succeed and plans that
 * fail in each store, and searches for what was planted in everything that the system shows, sends or keeps.
 *
 * <p>Not searched, because it has to have the values: the data of the targets; the units of the journals in the
 * targets, from which a step is undone; the conflicts in the journal of Redis, which are masked when they are reported;
 * the body of a message that nobody can read, in its dead letter. The plans of this test contain nothing that is
 * planted, as plans are shown as they were submitted.
 */
class PlantedSecretsTest {
    private static final String SECRET = "planted";
    /** Is in the plans, and so must be found: a search that finds nothing proves nothing. */
    private static final String MARKER = "marker-of-the-plans";

    private static final List<String> TARGETS = List.of("people-postgres", "main-mongo", "people-redis");

    private static final List<String> FAILING_SCRIPTS = List.of(
            "INSERT INTO emails SELECT email FROM people",
            "ALTER TABLE people ALTER COLUMN email TYPE integer USING email::integer",
            "UPDATE people SET id = id + 100",
            "SELECT email::json FROM people",
            "DO $$ BEGIN RAISE EXCEPTION '%', (SELECT email FROM people WHERE id = 1); END $$");
    private static final List<String> FAILING_DOCUMENTS = List.of(
            "{type: mongo.rename-field, collection: people, from: email, to: mail, existing: fail}",
            "{type: mongo.update, collection: people, filter: {}, update: {$inc: {text: 1}}}");
    private static final List<String> FAILING_KEYS = List.of(
            """
            {type: redis.transform, match: "person:*", key: {from: "person:", to: "person_v3:"}, malformed: fail,
                            json: {set: {/a: 1}}}""",
            """
            {type: redis.transform, match: "person:*", key: {from: "person:", to: "taken:"}, existing: fail}""");

    private LockstepSystem system;
    private RedisServer redis;
    private PostgresDatabase people;
    private int plans;

    @BeforeEach
    void plant() {
        system = LockstepSystem.shared();
        people = system.postgres().createDatabase("people", "people", "planted-password");
        redis = DedicatedServers.redis("planted-password");
        plantRows();
        plantDocuments();
        plantKeys();
        startWorkers();
    }

    private void plantRows() {
        try (Connection connection = people.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE people (id int PRIMARY KEY CHECK (id < 100), email text)");
            statement.execute("INSERT INTO people VALUES (1, 'planted@example.org'), (2, 'planted@example.org')");
            statement.execute("CREATE TABLE emails (email text UNIQUE)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void plantDocuments() {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            MongoDatabase database = client.getDatabase("shop");
            database.getCollection("people").drop();
            database.getCollection("people").createIndex(Indexes.ascending("mail"), new IndexOptions().unique(true));
            database.getCollection("people")
                    .insertMany(List.of(
                            new Document("_id", 1)
                                    .append("email", "planted@example.org")
                                    .append("text", "planted"),
                            new Document("_id", 2)
                                    .append("mail", "planted@example.org")
                                    .append("text", "planted")));
        }
    }

    private void plantKeys() {
        try (Jedis keys = redis.connect(0)) {
            keys.set("person:1", "{\"name\": \"planted\"}");
            keys.set("person:2", "planted, and not JSON");
            keys.set("taken:1", "planted in the destination");
        }
    }

    private void startWorkers() {
        system.restart(
                LockstepService.POSTGRES_WORKER,
                Map.of(
                        "LOCKSTEP_TARGETS_PEOPLE_POSTGRES_URL", people.jdbcUrl(),
                        "LOCKSTEP_TARGETS_PEOPLE_POSTGRES_USERNAME", people.username(),
                        "LOCKSTEP_TARGETS_PEOPLE_POSTGRES_PASSWORD", people.password(),
                        "LOCKSTEP_TARGETS_REFUSED_POSTGRES_URL",
                                people.jdbcUrl() + "?user=nobody&password=planted-wrong",
                        "LOCKSTEP_TARGETS_UNREACHABLE_POSTGRES_URL",
                                "jdbc:postgresql://127.0.0.1:9/d?user=u&password=planted-in-url"));
        system.restart(
                LockstepService.MONGO_WORKER,
                Map.of(
                        "LOCKSTEP_TARGETS_MAIN_MONGO_MASK_FIELDS", "seen",
                        "LOCKSTEP_TARGETS_REFUSED_MONGO_URL",
                                system.mongoUri().replace("mongodb://", "mongodb://reader:planted-in-url@"),
                        "LOCKSTEP_TARGETS_UNREACHABLE_MONGO_URL", "mongodb://planted:planted-in-url@127.0.0.1:9/d"));
        system.restart(
                LockstepService.REDIS_WORKER,
                Map.of(
                        "LOCKSTEP_TARGETS_PEOPLE_REDIS_URL",
                        redis.uri(0),
                        "LOCKSTEP_TARGETS_PEOPLE_REDIS_MASK_KEYS",
                        "person_v2:*",
                        "LOCKSTEP_TARGETS_REFUSED_REDIS_URL",
                        "redis://reader:planted-wrong@" + redis.address(),
                        "LOCKSTEP_TARGETS_UNREACHABLE_REDIS_URL",
                        "redis://:planted-in-url@127.0.0.1:9"));
        Waits.await("the targets are registered")
                .until(() -> system.api().targets().has(TARGETS.toArray(String[]::new)));
    }

    @AfterEach
    void stop() {
        system.stopModifiedServices();
        redis.stop();
    }

    private String plan(String... steps) {
        StringBuilder plan = new StringBuilder(
                """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: secrets-%d, description: %s}
                spec:
                  steps:
                """
                        .formatted(++plans, MARKER));
        for (int step = 0; step < steps.length; step++) {
            plan.append("    - id: step-%d\n".formatted(step)).append(steps[step]);
        }
        return plan.toString();
    }

    private String script(String up) {
        return """
                      target: people-postgres
                      operation:
                        type: postgres.sql
                        version: "%d"
                        up: |
                          %s
                        down: SELECT 1
                """
                .formatted(plans + 1, up);
    }

    private static String operation(String target, String operation) {
        return "      target: %s\n      operation: %s\n".formatted(target, operation);
    }

    private String run(String plan, String... states) {
        String id = system.api().submit(plan);
        JsonNode ended = system.api().await(id, migration -> migration.has("endedAt"));
        assertThat(ended.path("state").stringValue()).as(ended.toString()).isIn((Object[]) states);
        return id;
    }

    /** Runs a plan that fails: in preflight, or later. */
    private String runFailing(String plan) {
        return run(plan, "REJECTED", "ROLLED_BACK");
    }

    private List<String> runPlans() {
        List<String> migrations = new ArrayList<>();
        FAILING_SCRIPTS.forEach(up -> migrations.add(runFailing(plan(script(up)))));
        FAILING_DOCUMENTS.forEach(failing -> migrations.add(runFailing(plan(operation("main-mongo", failing)))));
        FAILING_KEYS.forEach(failing -> migrations.add(runFailing(plan(operation("people-redis", failing)))));
        String succeeding = plan(
                script("UPDATE people SET email = lower(email)"),
                operation(
                        "main-mongo",
                        "{type: mongo.update, collection: people, filter: {}, update: {$set: {seen: true}}}"),
                operation(
                        "people-redis",
                        """
                        {type: redis.transform, match: "person:*", key: {from: "person:", to: "person_v2:"},
                              malformed: skip, json: {set: {/seen: true}}}"""));
        String completed = run(succeeding, "COMPLETED");
        changeAfterwards();
        system.api().act(completed, "rollback", "{\"reason\": \"a test\"}");
        system.api().awaitState(completed, "ROLLED_BACK");
        migrations.add(completed);
        return migrations;
    }

    /** Changes a document and a key after their step, so that their undo is a conflict, whose values are masked. */
    private void changeAfterwards() {
        try (MongoClient client = MongoClients.create(system.mongoUri());
                Jedis keys = redis.connect(0)) {
            client.getDatabase("shop")
                    .getCollection("people")
                    .updateOne(new Document("_id", 1), new Document("$set", new Document("seen", "planted later")));
            keys.set("person_v2:1", "{\"name\": \"planted later\"}");
        }
    }

    private Map<String, String> exposed(List<String> migrations) {
        return new ExposedTexts(system)
                .withResponses(migrations, TARGETS)
                .withMessages()
                .withTables(system.coordinatorDatabase(), "public")
                .withTables(people, "lockstep_journal")
                .withStepsOfMongo()
                .withStepsOf(redis)
                .withLogsAndMetrics()
                .all();
    }

    private static boolean hasDeadLetters(Map<String, String> texts, String topic) {
        return texts.containsKey("topic " + Topics.deadLettersOf(topic));
    }

    /** The lines that contain a text, with their places. */
    private static List<String> linesWith(String searched, Map<String, String> texts) {
        return texts.entrySet().stream()
                .flatMap(entry -> entry.getValue()
                        .lines()
                        .filter(line -> line.contains(searched))
                        .map(line -> "%s: %s".formatted(entry.getKey(), line)))
                .toList();
    }

    @Nested
    class A_planted_value {
        @Test
        void is_nowhere_outside_of_the_data() {
            List<String> migrations = runPlans();
            AllMessages messages = new AllMessages(system.kafka().bootstrapServers());
            messages.sendUnreadable(Topics.REPORTS, Topics.commandsOf(new TargetName("main-mongo")));
            Waits.await("both dead letters are written").until(() -> {
                Map<String, String> texts = messages.byTopic();
                return hasDeadLetters(texts, Topics.REPORTS)
                        && hasDeadLetters(texts, Topics.commandsOf(new TargetName("main-mongo")));
            });
            Map<String, String> exposed = exposed(migrations);
            assertThat(linesWith(SECRET, exposed)).isEmpty();
            assertThat(exposed.entrySet().stream()
                            .filter(entry -> entry.getValue().contains(MARKER))
                            .map(Map.Entry::getKey))
                    .contains(
                            "GET /api/v1/migrations/" + migrations.getLast(),
                            "stream of " + migrations.getLast(),
                            "table public.saga_event",
                            "table public.migration");
            assertThat(exposed.keySet())
                    .contains("log of postgres-worker", "topic " + Topics.MIGRATIONS, "table lockstep_journal.step")
                    .anyMatch(place -> place.startsWith("redis lockstep:"))
                    .anyMatch(place -> place.startsWith("mongo "));
        }
    }
}
