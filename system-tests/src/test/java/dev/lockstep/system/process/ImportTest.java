package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that the command {@code import} has written from scripts of other tools are applied and rolled back. */
class ImportTest {
    private static final int REDIS_INDEX = 10;
    private static final Map<String, String> FLYWAY = scripts(
            "V1__accounts.sql", "CREATE TABLE accounts (id int PRIMARY KEY, name text NOT NULL);",
            "U1__accounts.sql", "DROP TABLE accounts;",
            "V2__fill.sql",
                    """
                    INSERT INTO accounts SELECT id, name FROM items;
                    CREATE FUNCTION initial(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT left(name, 1); $$;
                    ALTER TABLE accounts ADD initial text GENERATED ALWAYS AS (initial(name)) STORED;
                    """,
            "U2__fill.sql",
                    "ALTER TABLE accounts DROP COLUMN initial; DROP FUNCTION initial(text); DELETE FROM accounts;");
    private static final Map<String, String> ALEMBIC = scripts(
            "upgrade.sql",
                    """
                    BEGIN;

                    CREATE TABLE alembic_version (
                        version_num VARCHAR(32) NOT NULL,
                        CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
                    );

                    -- Running upgrade  -> 1975ea83b712

                    CREATE TABLE accounts (
                        id SERIAL NOT NULL,
                        PRIMARY KEY (id)
                    );

                    INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

                    -- Running upgrade 1975ea83b712 -> ae1027a6acf

                    ALTER TABLE accounts ADD COLUMN last_seen TIMESTAMP WITHOUT TIME ZONE;

                    UPDATE alembic_version SET version_num='ae1027a6acf' WHERE alembic_version.version_num = '1975ea83b712';

                    COMMIT;
                    """,
            "downgrade.sql",
                    """
                    BEGIN;

                    -- Running downgrade ae1027a6acf -> 1975ea83b712

                    ALTER TABLE accounts DROP COLUMN last_seen;

                    UPDATE alembic_version SET version_num='1975ea83b712' WHERE alembic_version.version_num = 'ae1027a6acf';

                    -- Running downgrade 1975ea83b712 ->\s

                    DROP TABLE accounts;

                    DELETE FROM alembic_version WHERE alembic_version.version_num = '1975ea83b712';

                    DROP TABLE alembic_version;

                    COMMIT;
                    """);
    private static final Map<String, String> LIQUIBASE = scripts(
            "accounts.sql",
            """
            --liquibase formatted sql

            --changeset anna:1
            CREATE TABLE accounts (id int PRIMARY KEY);
            INSERT INTO accounts SELECT id FROM items;
            --rollback DROP TABLE accounts;

            --changeset bert:2 endDelimiter:/
            ALTER TABLE accounts ADD COLUMN last_seen timestamptz
            /
            --rollback ALTER TABLE accounts DROP COLUMN last_seen;
            """);
    private static final Map<String, String> MIGRATE_MONGO = scripts(
            "20260101-carts.js",
            """
            module.exports = {
              async up(db, client) {
                await db.collection('carts').updateMany({ n: { $gt: 10 } }, { $set: { 'schema.version': 2, seen: null } });
                await db.collection('carts').updateMany({}, { $inc: { n: 0.5 } });
              },
              async down(db) {},
            };
            """);

    private static LockstepSystem system;
    private static OwnTargets targets;

    @TempDir
    private Path directory;

    private static Map<String, String> scripts(String... namesAndContents) {
        Map<String, String> scripts = new LinkedHashMap<>();
        for (int index = 0; index < namesAndContents.length; index += 2) {
            scripts.put(namesAndContents[index], namesAndContents[index + 1]);
        }
        return scripts;
    }

    @BeforeAll
    static void createTargets() {
        system = LockstepSystem.shared();
        targets = OwnTargets.create(system, "imports", REDIS_INDEX, 40);
    }

    @AfterAll
    static void stopModifiedServices() {
        system.stopModifiedServices();
    }

    /** The plans that the command writes, in the order of their numbers. Nothing is left to be finished. */
    private List<String> plans(String tool, String target, Map<String, String> scripts) throws IOException {
        Path sources = Files.createDirectory(directory.resolve("scripts"));
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            Files.writeString(sources.resolve(script.getKey()), script.getValue());
        }
        Path output = directory.resolve("plans");
        Path log = directory.resolve("import.log");
        int exitCode = ChildProcess.run(new ProcessSpec(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        LockstepSystem.PROJECT
                                .resolve("lockstep-cli/target/lockstep-cli.jar")
                                .toString(),
                        "import",
                        tool,
                        sources.toString(),
                        "--target",
                        target,
                        "--output",
                        output.toString()),
                Map.of(),
                directory,
                log,
                ProcessLifetime.WITH_PARENT));
        assertThat(exitCode).as(Files.readString(log)).isZero();
        try (Stream<Path> files = Files.list(output)) {
            return files.sorted().map(ImportTest::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> completed(List<String> plans) {
        List<String> ids = new ArrayList<>();
        for (String plan : plans) {
            String id = system.api().submit(plan);
            system.api().awaitState(id, "COMPLETED");
            ids.add(id);
        }
        return ids;
    }

    private static void rollBack(List<String> ids) {
        for (String id : ids.reversed()) {
            system.api().act(id, "rollback", "{\"reason\": \"test\"}");
            system.api().awaitState(id, "ROLLED_BACK");
        }
    }

    private static String value(String query) {
        try (Connection connection = targets.database().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertAppliedAndRolledBack(String tool, Map<String, String> scripts, int plans, String query)
            throws IOException {
        TargetDigests before = targets.digests();
        List<String> written = plans(tool, targets.postgres(), scripts);
        assertThat(written).hasSize(plans);
        List<String> ids = completed(written);
        assertThat(value(query)).isEqualTo("40");
        rollBack(ids);
        before.assertSameAs(targets.digests());
    }

    @Test
    void of_flyway() throws IOException {
        assertAppliedAndRolledBack("flyway", FLYWAY, 2, "SELECT count(*) FROM accounts WHERE initial = 'i'");
    }

    @Test
    void of_alembic() throws IOException {
        assertAppliedAndRolledBack(
                "alembic-sql", ALEMBIC, 2, "SELECT 40 + count(last_seen) FROM accounts HAVING count(*) = 0");
    }

    @Test
    void of_liquibase() throws IOException {
        assertAppliedAndRolledBack(
                "liquibase-sql", LIQUIBASE, 2, "SELECT count(*) FROM accounts WHERE last_seen IS NULL");
    }

    @Test
    void of_migrate_mongo() throws IOException {
        TargetDigests before = targets.digests();
        List<String> ids = completed(plans("migrate-mongo", targets.mongo(), MIGRATE_MONGO));
        try (MongoClient client = MongoClients.create(system.mongo().uri("imports"))) {
            List<Document> changed = client.getDatabase("imports")
                    .getCollection("carts")
                    .find(new Document("schema.version", 2))
                    .into(new ArrayList<>());
            assertThat(changed).hasSize(30).allSatisfy(cart -> assertThat(cart.get("n"))
                    .isEqualTo(cart.getInteger("_id") + 0.5));
        }
        rollBack(ids);
        before.assertSameAs(targets.digests());
    }
}
