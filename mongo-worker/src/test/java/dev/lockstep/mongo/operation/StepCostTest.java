package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Names the commands that a dispatch sends to the server; the driver logs each of them. */
class StepCostTest {
    private static final Pattern COMMAND = Pattern.compile("Command \"(\\w+)\" started on database \"?(\\w+)");

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final ContractWorker worker = new ContractWorker(database.connect(), TargetKind.MONGO);
    private final Logger commands = (Logger) LoggerFactory.getLogger("org.mongodb.driver.protocol.command");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void record() {
        database.insert("documents", "{_id: 1, level: 1}");
        assertThat(worker.run(migration("{'level': 1}").apply(1))).isInstanceOf(Report.Succeeded.class);
        log.start();
        commands.setAdditive(false);
        commands.setLevel(Level.DEBUG);
        commands.addAppender(log);
    }

    @AfterEach
    void close() {
        commands.detachAppender(log);
        commands.setLevel(null);
        commands.setAdditive(true);
        worker.close();
        database.close();
    }

    private static ContractMigration migration(String filter) {
        return ContractMigration.of(MongoOperations.update("documents", filter, "{'$inc': {'level': 1}}"));
    }

    private List<String> commandsOf(Command command) {
        log.list.clear();
        assertThat(worker.run(command)).isInstanceOf(Report.Succeeded.class);
        return List.copyOf(log.list).stream()
                .map(event -> COMMAND.matcher(event.getFormattedMessage()))
                .filter(Matcher::find)
                .filter(found -> found.group(2).equals(database.database().getName()))
                .map(found -> found.group(1))
                .toList();
    }

    @Nested
    class A_step_of_mongo_update_that_matches_nothing {
        @Test
        void reads_the_journal_once_in_its_preflight() {
            assertThat(commandsOf(migration("{'level': -1}").preflight(2)))
                    .as("journal; server; collection; journal's permissions; sample; plan; permissions; count")
                    .containsExactly(
                            "find",
                            "hello",
                            "listCollections",
                            "insert",
                            "delete",
                            "find",
                            "update",
                            "find",
                            "update",
                            "aggregate",
                            "drop");
        }

        @Test
        void reads_the_journal_once_in_its_apply() {
            assertThat(commandsOf(migration("{'level': -1}").apply(3)))
                    .as("journal; copy of the earlier step's row; intent; window; scratch; progress; sweep; result")
                    .containsExactly("find", "update", "update", "find", "listCollections", "find", "find", "update");
        }
    }
}
