package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.mongo.rehearsal.MongoScratchServers;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Names the commands that a dispatch sends to the server. */
class StepCostTest {
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final CommandListener listener = new CommandListener() {
        @Override
        public void commandStarted(CommandStartedEvent event) {
            sent.add(event.getCommandName());
        }
    };

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoTarget target = new MongoTarget(
            MongoTargetDatabase.of(
                    database.settings(), new TlsContexts(new DefaultSslBundleRegistry()), List.of(listener)),
            database.settings(),
            new MongoScratchServers(
                    database.settings(),
                    new TlsContexts(new DefaultSslBundleRegistry()),
                    new MongoTargetConnector(new DefaultSslBundleRegistry())));
    private final ContractWorker worker = new ContractWorker(target, TargetKind.MONGO);

    @BeforeEach
    void applyAnEarlierStep() {
        database.insert("documents", "{_id: 1, level: 1}");
        assertThat(worker.run(migration("{'level': 1}").apply(1))).isInstanceOf(Report.Succeeded.class);
    }

    @AfterEach
    void close() {
        worker.close();
        database.close();
    }

    private static ContractMigration migration(String filter) {
        return ContractMigration.of(MongoOperations.update("documents", filter, "{'$inc': {'level': 1}}"));
    }

    private List<String> commandsOf(Command command) {
        sent.clear();
        assertThat(worker.run(command)).isInstanceOf(Report.Succeeded.class);
        return List.copyOf(sent);
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
                    .as("journal; copy of the earlier step's row; intent; health; window; scratch; progress; sweep;"
                            + " result")
                    .containsExactly(
                            "find", "update", "update", "ping", "find", "listCollections", "find", "find", "update");
        }
    }

    @Nested
    class Reading_the_rows_of_many_steps {
        @Test
        void needs_one_command_per_batch_and_one_for_the_fence() {
            List<StepKey> keys = IntStream.range(0, 2 * StepJournal.READ_BATCH + 1)
                    .mapToObj(_number -> new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step")))
                    .toList();
            sent.clear();
            assertThat(target.journal().readAll(keys)).isEmpty();
            assertThat(sent).containsExactly("find", "find", "find", "find");
        }
    }
}
