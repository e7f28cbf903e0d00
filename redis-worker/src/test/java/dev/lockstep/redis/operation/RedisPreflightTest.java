package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisPreflightTest {
    private static StepFailure refusal(TestRedis redis, RedisTransform operation) {
        try (StepRun step = StepRun.on(redis, operation)) {
            return step.runToFailure(Stage.PREFLIGHT);
        }
    }

    @Nested
    class An_operation {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "nothing-to-do|{'type':'redis.transform','match':'a:*'}",
                    "ttl-too-long|{'type':'redis.transform','match':'a:*','ttl':'P999999D'}",
                    "reserved-prefix|{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'lockstep:a:'}}",
                    "overlapping-keys|{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'a:v2:'},'existing':'replace'}",
                    "overlapping-keys|{'type':'redis.transform','match':'a:b:*','key':{'from':'a:b:','to':'a:'},'existing':'replace'}"
                })
        void without_a_well_defined_result_is_refused(String code, String operation) {
            try (TestRedis redis = TestRedis.fresh()) {
                assertThat(refusal(redis, Transforms.of(operation)).code()).isEqualTo(code);
            }
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class A_server {
        private final RedisServer server = DedicatedServers.redis("secret");
        private final TestRedis redis = new TestRedis(server.uri(0));

        @BeforeAll
        void seed() {
            redis.call("SET", "a:1", "{}");
        }

        @AfterAll
        void stop() {
            redis.close();
            server.stop();
        }

        @Test
        void with_an_append_only_file_passes_and_keeps_no_probe_keys() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.preflight();
                String journal = new TreeSet<>(redis.journalKeys()).toString();
                assertThat(step.preflight().counts()).containsEntry("append-only-file", 1L);
                assertThat(new TreeSet<>(redis.journalKeys())).hasToString(journal);
                assertThat(journal).doesNotContain("probe");
            }
        }

        @Test
        void without_an_append_only_file_passes_with_a_warning() {
            redis.call("CONFIG", "SET", "appendonly", "no");
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                StepResult result = step.preflight();
                assertThat(result.counts()).containsEntry("append-only-file", 0L);
                assertThat(result.samples().getFirst().note()).contains("append-only file is off");
            } finally {
                redis.call("CONFIG", "SET", "appendonly", "yes");
            }
        }

        @Test
        void that_evicts_any_key_is_refused() {
            redis.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
            try {
                StepFailure failure = refusal(redis, Transforms.move());
                assertThat(failure.code()).isEqualTo("eviction-policy");
                assertThat(failure.message()).contains("allkeys-lfu");
            } finally {
                redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            }
        }

        @Test
        void without_enough_memory_is_refused_with_the_numbers() {
            redis.call("SET", "a:large", "{\"x\":\"" + "y".repeat(2_000_000) + "\"}");
            redis.call("CONFIG", "SET", "maxmemory", "6mb");
            try {
                StepFailure failure = refusal(redis, Transforms.move());
                assertThat(failure.code()).isEqualTo("not-enough-memory");
                assertThat(failure.message()).contains("of maxmemory 6291456 are used");
            } finally {
                redis.call("CONFIG", "SET", "maxmemory", "0");
                redis.call("UNLINK", "a:large");
            }
        }

        @Test
        void that_refuses_the_password_is_reported_with_the_code_of_the_server() {
            try (TestRedis restricted = redis.asUser("default", "wrong")) {
                assertThat(refusal(restricted, Transforms.move()))
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                            assertThat(permanent.code()).isEqualTo("WRONGPASS");
                            assertThat(permanent.message()).startsWith("WRONGPASS");
                        });
            }
        }

        @ParameterizedTest
        @CsvSource({
            "~* +@read +info +evalsha +eval +script +time +ping,(SET)",
            "~lockstep:* ~a:* +@all,key",
            "~* +@all -copy,(COPY)",
            "~* +@all -smembers,(SMEMBERS)",
            "~* +@all -xrange,(XRANGE)",
            "~* +@all -dump,(DUMP)",
            "~a:* ~b:* +@all,",
            "~* +@all -evalsha,evalsha"
        })
        void that_denies_the_user_a_command_is_reported_with_the_command(String rules, @Nullable String command) {
            assertDenied(rules, command);
        }

        @Test
        void that_denies_the_user_the_command_for_expiries_is_reported_with_this_command() {
            String command = hasCommand("pexpiretime") ? "pexpiretime" : "pttl";
            assertDenied("~* +@all -" + command, "(" + command.toUpperCase(Locale.ROOT) + ")");
        }

        private void assertDenied(String rules, @Nullable String command) {
            String[] words = ("ACL SETUSER reader reset on >pw " + rules).split(" ");
            try (StepRun unrestricted = StepRun.on(redis, Transforms.move())) {
                unrestricted.preflight();
            }
            redis.call(words);
            try (TestRedis restricted = redis.asUser("reader", "pw")) {
                assertThat(refusal(restricted, Transforms.move()))
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                            assertThat(permanent.code()).isEqualTo("NOPERM");
                            assertThat(permanent.message()).contains(command == null ? "" : command);
                        });
            }
            assertThat(redis.journalKeys()).noneMatch(key -> key.contains("probe"));
        }

        private boolean hasCommand(String command) {
            return redis.call("COMMAND", "INFO", command) instanceof List<?> found && found.getFirst() != null;
        }

        @Test
        void with_the_documented_permissions_passes() {
            redis.call(("ACL SETUSER migrator reset on >pw ~lockstep:* ~a:* ~b:* -@all +@read +@write +@scripting"
                            + " +info +time +select +ping" + (hasCommand("waitaof") ? " +waitaof" : ""))
                    .split(" "));
            try (TestRedis restricted = redis.asUser("migrator", "pw");
                    StepRun step = StepRun.on(restricted, Transforms.move("'source':'delete'"))) {
                step.preflight();
                assertThat(step.apply().changed()).isEqualTo(1);
                step.finish();
                assertThat(step.compensate().restored()).isEqualTo(2);
                assertThat(redis.text("a:1")).isEqualTo("{}");
            }
        }
    }
}
