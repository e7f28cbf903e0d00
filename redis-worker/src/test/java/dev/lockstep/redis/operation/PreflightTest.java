package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.ServerFacts;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {
    private static StepFailure refusal(TestRedis redis, RedisTransform operation) {
        try (StepRun step = StepRun.on(redis, operation)) {
            return step.failureOf(Stage.PREFLIGHT);
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
                    "chained-replace|{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'a:v2:'},'existing':'replace'}",
                    "chained-replace|{'type':'redis.transform','match':'a:b:*','key':{'from':'a:b:','to':'a:'},'existing':'replace'}"
                })
        void that_could_not_be_exact_is_refused(String code, String operation) {
            try (TestRedis redis = TestRedis.fresh()) {
                assertThat(refusal(redis, Transforms.of(operation)).code()).isEqualTo(code);
            }
        }
    }

    @Nested
    class What_a_server_says_of_itself {
        private final Map<String, String> good =
                Map.of("redis_version", "6.2.11", "role", "master", "maxmemory_policy", "noeviction");

        @ParameterizedTest
        @CsvSource({
            "redis_version,6.0.16,unsupported-version",
            "role,slave,replica",
            "cluster_enabled,1,cluster",
            "maxmemory_policy,allkeys-lru,eviction",
            "maxmemory_policy,allkeys-random,eviction"
        })
        void can_be_a_reason_to_refuse(String fact, String value, String code) {
            Map<String, String> facts = new HashMap<>(good);
            facts.put(fact, value);
            assertThat(ServerObjections.to(new ServerFacts(facts)))
                    .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(code));
        }

        @Test
        void is_none_if_all_is_well() {
            assertThat(ServerObjections.to(new ServerFacts(good))).isEmpty();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class A_server_of_its_own {
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
        void that_keeps_every_write_passes_and_is_left_without_a_trace() {
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
        void that_may_evict_any_key_is_refused() {
            redis.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
            try {
                StepFailure failure = refusal(redis, Transforms.move());
                assertThat(failure.code()).isEqualTo("eviction");
                assertThat(failure.message()).contains("allkeys-lfu");
            } finally {
                redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            }
        }

        @Test
        void without_room_is_refused_with_the_figures() {
            redis.call("SET", "a:large", "{\"x\":\"" + "y".repeat(2_000_000) + "\"}");
            redis.call("CONFIG", "SET", "maxmemory", "6mb");
            try {
                StepFailure failure = refusal(redis, Transforms.move());
                assertThat(failure.code()).isEqualTo("no-room");
                assertThat(failure.message()).contains("of maxmemory 6291456 are used");
            } finally {
                redis.call("CONFIG", "SET", "maxmemory", "0");
                redis.call("UNLINK", "a:large");
            }
        }

        @Test
        void that_wants_another_password_says_so_itself() {
            try (TestRedis asked = redis.as("default", "wrong")) {
                assertThat(refusal(asked, Transforms.move()))
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                            assertThat(permanent.code()).isEqualTo("WRONGPASS");
                            assertThat(permanent.message()).startsWith("WRONGPASS");
                        });
            }
        }

        @ParameterizedTest
        @CsvSource({
            "~* +@read +info +evalsha +eval +script +time +ping,(SET)",
            "~lockstep:* ~a:* +@all,keys",
            "~* +@all -copy,(COPY)",
            "~a:* ~b:* +@all,",
            "~* +@all -evalsha,evalsha"
        })
        void that_does_not_let_this_user_do_it_says_what_and_why(String rules, @Nullable String what) {
            String[] words = ("ACL SETUSER reader reset on >pw " + rules).split(" ");
            try (StepRun known = StepRun.on(redis, Transforms.move())) {
                known.preflight();
            }
            redis.call(words);
            try (TestRedis asked = redis.as("reader", "pw")) {
                assertThat(refusal(asked, Transforms.move()))
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                            assertThat(permanent.code()).isEqualTo("NOPERM");
                            assertThat(permanent.message()).contains(what == null ? "" : what);
                        });
            }
            assertThat(redis.journalKeys()).noneMatch(key -> key.contains("probe"));
        }

        @Test
        void that_lets_this_user_do_just_what_it_takes_passes() {
            redis.call(("ACL SETUSER migrator reset on >pw ~lockstep:* ~a:* ~b:* -@all +@read +@write +@scripting"
                            + " +info +time +select +ping")
                    .split(" "));
            try (TestRedis asked = redis.as("migrator", "pw");
                    StepRun step = StepRun.on(asked, Transforms.move("'source':'delete'"))) {
                step.preflight();
                assertThat(step.apply().changed()).isEqualTo(1);
                step.finish();
                assertThat(step.compensate().restored()).isEqualTo(2);
                assertThat(redis.text("a:1")).isEqualTo("{}");
            }
        }
    }
}
