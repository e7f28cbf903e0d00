package dev.lockstep.mongo;

import static dev.lockstep.mongo.MongoOperations.renameField;
import static dev.lockstep.mongo.MongoOperations.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.service.ExposedWorker;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Plants values as credentials and as data that errors of the server quote, and searches for them everywhere. */
@ExtendWith(OutputCaptureExtension.class)
class PlantedSecretsTest {
    private static final String SECRET = "planted";

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final String prefix = SharedKafka.freshPrefix();
    private final TargetName target = new TargetName(prefix + "good");
    private long next = 1;

    @AfterEach
    void close() {
        database.close();
    }

    private ExposedWorker start() {
        String url = database.settings().url();
        return ExposedWorker.start(
                MongoWorkerApplication.class,
                Map.of(
                        "lockstep.targets.%s.url".formatted(target),
                        url,
                        "lockstep.targets.%sunreachable.url".formatted(prefix),
                        "mongodb://planted-user:planted-in-url@127.0.0.1:9/d",
                        "lockstep.targets.%srefused.url".formatted(prefix),
                        url.replace("mongodb://", "mongodb://reader:planted-in-url@"),
                        "lockstep.targets.%srefused-too.url".formatted(prefix),
                        url,
                        "lockstep.targets.%srefused-too.username".formatted(prefix),
                        "reader",
                        "lockstep.targets.%srefused-too.password".formatted(prefix),
                        "planted-password"));
    }

    private Report apply(ExposedWorker worker, MongoOperation operation) {
        return worker.run(ContractMigration.of(operation)
                .on(target, Duration.ofMinutes(1))
                .apply(next++));
    }

    @Nested
    class A_planted_value {
        @Test
        void leaves_the_worker_in_no_report_registration_dead_letter_log_metric_or_health(CapturedOutput log) {
            database.collection("people").createIndex(Indexes.ascending("mail"), new IndexOptions().unique(true));
            database.insert(
                    "people", "{_id: 1, email: 'planted@example.org'}", "{_id: 2, mail: 'planted@example.org'}");
            database.insert("ids", "{_id: 'planted-id', text: 'planted', inner: 'planted'}");
            try (ExposedWorker worker = start()) {
                worker.awaitHealth(prefix + "refused-too");
                worker.awaitHealth("unreachable: ");
                assertThat(apply(worker, renameField("people", "email", "mail")))
                        .isInstanceOf(Report.Failed.class);
                assertThat(apply(worker, update("ids", "{}", "{'$inc': {'text': 1}}")))
                        .isInstanceOf(Report.Failed.class);
                assertThat(apply(worker, update("ids", "{}", "{'$set': {'inner.x': 1}}")))
                        .isInstanceOf(Report.Failed.class);
                assertThat(apply(worker, update("ids", "{}", "{'$push': {'text': 1}}")))
                        .isInstanceOf(Report.Failed.class);
                worker.sendUnreadable(target, "{\"header\": planted}");
                assertThat(worker.exposed(target).lines()).noneMatch(line -> line.contains(SECRET));
                assertThat(log.getAll().lines()).noneMatch(line -> line.contains(SECRET));
            }
        }
    }

    @Nested
    class A_url_that_the_driver_refuses {
        @Test
        void stops_the_worker_without_showing_its_password(CapturedOutput log) {
            Map<String, String> properties =
                    Map.of("lockstep.targets.%sbad.url".formatted(prefix), "mongodb://user:planted@in-url@host/db");
            assertThatThrownBy(() -> ExposedWorker.start(MongoWorkerApplication.class, properties)
                            .close())
                    .hasStackTraceContaining("the url of target")
                    .satisfies(thrown ->
                            assertThat(Throwables.getStackTrace(thrown)).doesNotContain(SECRET));
            assertThat(log.getAll().lines()).noneMatch(line -> line.contains(SECRET));
        }
    }
}
