package dev.lockstep.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.service.ExposedWorker;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import redis.clients.jedis.Jedis;

/** Plants values as credentials and as values of keys, and searches for them everywhere. */
@ExtendWith(OutputCaptureExtension.class)
class PlantedSecretsTest {
    private static final String SECRET = "planted";

    private final String prefix = SharedKafka.freshPrefix();
    private final TargetName target = new TargetName(prefix + "good");
    private long next = 1;

    private ExposedWorker start(RedisServer server) {
        return ExposedWorker.start(
                RedisWorkerApplication.class,
                Map.of(
                        "lockstep.targets.%s.url".formatted(target),
                        server.uri(0),
                        "lockstep.targets.%sunreachable.url".formatted(prefix),
                        "redis://:planted-in-url@127.0.0.1:9",
                        "lockstep.targets.%srefused.url".formatted(prefix),
                        "redis://" + server.address(),
                        "lockstep.targets.%srefused.username".formatted(prefix),
                        "reader",
                        "lockstep.targets.%srefused.password".formatted(prefix),
                        "planted-wrong"));
    }

    private Report apply(ExposedWorker worker, RedisOperation operation) {
        return worker.run(ContractMigration.of(operation)
                .on(target, Duration.ofMinutes(1))
                .apply(next++));
    }

    @Nested
    class A_planted_value {
        @Test
        void leaves_the_worker_in_no_report_registration_dead_letter_log_metric_or_health(CapturedOutput log) {
            RedisServer server = DedicatedServers.redis("planted-password");
            try (ExposedWorker worker = start(server);
                    Jedis redis = server.connect(0)) {
                worker.awaitHealth("WRONGPASS");
                worker.awaitHealth("Unable to connect");
                for (String value : new String[] {"planted", "{\"a\": planted}", "[1e999999999999]", "\"planted\""}) {
                    redis.set("a:1", value);
                    assertThat(apply(worker, Transforms.move("'malformed':'fail'")))
                            .isInstanceOf(Report.Failed.class);
                }
                redis.set("a:1", "planted too");
                assertThat(apply(worker, Transforms.move("'malformed':'skip'"))).isInstanceOf(Report.Succeeded.class);
                redis.set("b:1", "planted in destination");
                redis.set("a:1", "{\"a\": \"planted\"}");
                assertThat(apply(worker, Transforms.move())).isInstanceOf(Report.Failed.class);
                worker.sendUnreadable(target, "{\"header\": planted}");
                assertThat(worker.exposed(target).lines()).noneMatch(line -> line.contains(SECRET));
                assertThat(log.getAll().lines()).noneMatch(line -> line.contains(SECRET));
            } finally {
                server.stop();
            }
        }
    }

    @Nested
    class A_url_that_the_driver_refuses {
        @Test
        void stops_the_worker_without_showing_its_password(CapturedOutput log) {
            Map<String, String> properties =
                    Map.of("lockstep.targets.%sbad.url".formatted(prefix), "redis://:planted^in-url@host");
            assertThatThrownBy(() -> ExposedWorker.start(RedisWorkerApplication.class, properties)
                            .close())
                    .hasStackTraceContaining("the url of target")
                    .satisfies(thrown ->
                            assertThat(Throwables.getStackTrace(thrown)).doesNotContain(SECRET));
            assertThat(log.getAll().lines()).noneMatch(line -> line.contains(SECRET));
        }
    }
}
