package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Every script reads and checks everything before its first write: the server does not undo a script that fails, and
 * refuses to kill a script that has written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScriptOrderTest {
    private static final Set<String> WRITES =
            Set.of("SET", "MSET", "HSET", "HDEL", "UNLINK", "RENAME", "COPY", "PERSIST", "PEXPIRE", "PEXPIREAT");
    private static final Pattern COMMAND = Pattern.compile("\\[\\d+ (lua|[^]]*:\\d+)] \"(\\w+)\".*", Pattern.DOTALL);
    private static final String LAST_COMMAND = "the-last-command";
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));

    @AfterAll
    void stop() {
        redis.close();
        server.stop();
    }

    @BeforeEach
    void seed() {
        redis.call("FLUSHALL");
        Expiries.seedEveryType(redis);
        IntStream.range(0, 20).forEach(key -> redis.call("SET", "a:json:" + key, "{\"n\":%d}".formatted(key)));
        IntStream.range(0, 10)
                .forEach(key -> redis.call("PEXPIREAT", "a:json:" + key, Long.toString(UserStates.EXPIRES_AT)));
        redis.call("SADD", "b:json:3", "x", "y");
        redis.call("SADD", "b:json:4", "x", "y");
    }

    @Nested
    class Every_script {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete','json':{'set':{'/v':2}}",
                    "'key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete'",
                    "'key':{'from':'a:','to':'b:'},'existing':'skip','ttl':'1h'",
                    "'json':{'set':{'/v':2}}",
                    "'json':{'set':{'/v':2}},'ttl':'1h'",
                    "'ttl':'1h'",
                    "'ttl':'none'"
                })
        void of_a_transform_reads_before_it_writes(String members) {
            assertReadsBeforeWrites(Transforms.of("{'type':'redis.transform','match':'a:*',%s}".formatted(members)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"'set':'1h'", "'extend':'1h'", "'remove':true"})
        void of_a_change_of_expiries_reads_before_it_writes(String change) {
            assertReadsBeforeWrites(Expiries.of(change));
        }

        private void assertReadsBeforeWrites(StepOperation operation) {
            List<String> commands = new CopyOnWriteArrayList<>();
            Thread monitor = Thread.ofPlatform().start(() -> monitor(commands));
            awaitCommand(commands, "first-command");
            try (StepRun step = StepRun.on(redis, operation, Map.of())) {
                step.apply();
                step.finish();
                // A conflict, and a source that was deleted and created again.
                redis.call("SET", "b:json:5", "from the application");
                redis.call("SET", "a:json:6", "from the application");
                step.compensate();
            }
            awaitCommand(commands, LAST_COMMAND);
            monitor.interrupt();
            assertThat(commands.stream().filter(command -> command.contains(" lua] ")))
                    .hasSizeGreaterThan(50);
            assertThat(readsAfterWrites(commands)).isEmpty();
        }
    }

    private void awaitCommand(List<String> commands, String name) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            redis.call("ECHO", name);
            return commands.stream().anyMatch(command -> command.contains(name));
        });
    }

    private void monitor(List<String> commands) {
        try (Jedis connection = server.connect(0)) {
            connection.monitor(new JedisMonitor() {
                @Override
                public void onCommand(String command) {
                    commands.add(command);
                    if (command.contains(LAST_COMMAND)) {
                        connection.disconnect();
                    }
                }
            });
        } catch (JedisConnectionException _disconnected) {
            // The monitor ends when it is disconnected.
        }
    }

    private static List<String> readsAfterWrites(List<String> commands) {
        List<String> found = new CopyOnWriteArrayList<>();
        boolean hasWritten = false;
        for (String line : commands) {
            Matcher command = COMMAND.matcher(line.substring(line.indexOf('[')));
            boolean isInScript = command.matches() && command.group(1).equals("lua");
            boolean isWrite = isInScript && WRITES.contains(command.group(2).toUpperCase(Locale.ROOT));
            if (isInScript && hasWritten && !isWrite) {
                found.add(line);
            }
            hasWritten = isInScript && (hasWritten || isWrite);
        }
        return found;
    }
}
