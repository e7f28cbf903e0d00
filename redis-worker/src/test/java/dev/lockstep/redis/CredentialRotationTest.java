package dev.lockstep.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.service.ExposedWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Passwords that change while the worker runs. */
class CredentialRotationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final RedisServer server = DedicatedServers.redis("first");
    private final Jedis admin = server.connect(0);
    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "rotated");
    private long dispatch;

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        admin.close();
        server.stop();
    }

    private ExposedWorker start(Map<String, String> credentials) {
        Map<String, String> properties = new HashMap<>();
        properties.put("lockstep.targets.%s.url".formatted(target), "redis://" + server.address());
        credentials.forEach((name, value) -> properties.put("lockstep.targets.%s.%s".formatted(target, name), value));
        return ExposedWorker.start(RedisWorkerApplication.class, properties);
    }

    private Report apply(ExposedWorker worker) {
        dispatch++;
        return worker.run(ContractMigration.of(Transforms.move("'existing':'replace'"))
                .on(target, Duration.ofMinutes(1))
                .apply(dispatch));
    }

    private static void assertTransient(Report report, String code) {
        assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> assertThat(failure.code())
                        .isEqualTo(code)));
    }

    @Nested
    class A_password_in_a_file {
        @Test
        void is_used_without_a_restart_after_requirepass_has_changed() throws IOException {
            Path file = Files.writeString(directory.resolve("password"), "first\n");
            try (ExposedWorker worker = start(Map.of("password-file", file.toString()))) {
                assertThat(apply(worker)).isInstanceOf(Report.Succeeded.class);
                admin.configSet("requirepass", "second");
                disconnectOthers();
                assertTransient(apply(worker), "WRONGPASS");
                Files.writeString(file, "second\n");
                await().atMost(TIMEOUT).until(() -> apply(worker) instanceof Report.Succeeded);
            }
        }

        private void disconnectOthers() {
            admin.sendCommand(redis.clients.jedis.Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
    }

    @Nested
    class A_user_name_in_a_file {
        @Test
        void that_has_changed_ends_the_connections_of_the_user_before() throws IOException {
            admin.aclSetUser("blue", "on", ">blue-secret", "allkeys", "allcommands");
            admin.aclSetUser("green", "on", ">green-secret", "allkeys", "allcommands");
            Path user = Files.writeString(directory.resolve("user"), "blue");
            Path password = Files.writeString(directory.resolve("password"), "blue-secret");
            try (ExposedWorker worker =
                    start(Map.of("username-file", user.toString(), "password-file", password.toString()))) {
                assertThat(apply(worker)).isInstanceOf(Report.Succeeded.class);
                assertThat(admin.clientList()).contains("user=blue");
                Files.writeString(password, "green-secret");
                Files.writeString(user, "green");
                await().atMost(TIMEOUT).until(() -> !admin.clientList().contains("user=blue"));
                assertThat(apply(worker)).isInstanceOf(Report.Succeeded.class);
                assertThat(admin.clientList()).contains("user=green");
            }
        }
    }
}
