package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** A script that is called with the same key at two positions, because SCAN or HSCAN has returned the key twice. */
class RepeatedKeysTest {
    private static final String[] LIMITS = {"100000", "8000000"};
    private final TestRedis redis = TestRedis.fresh();
    private final RedisClients clients = new RedisClients(new DefaultSslBundleRegistry());
    private final RedisClient client = clients.get();
    private final RedisSession session =
            new RedisConnections(client, redis.settings(5), Duration.ofSeconds(5), 0).open();

    @BeforeEach
    void seed() {
        redis.call("SET", "lockstep:fence", "1");
        redis.call("SET", "a:1", "{}");
    }

    @AfterEach
    void close() {
        session.close();
        clients.close();
        redis.close();
    }

    /** Calls the script with keys of the form {@code units a:1 a:1}; names without a colon are keys of the journal. */
    private void assertHandledOnce(UnitResult first, String script, String keys, String... arguments) {
        List<RedisKey> names = Arrays.stream(("lockstep:fence " + keys).split(" "))
                .map(key -> key.contains(":") ? key : "lockstep:step:" + key)
                .map(RedisKey::of)
                .toList();
        ScriptCall call = new ScriptCall(
                RedisScript.load(script, session.version()),
                names,
                Arrays.stream(arguments).map(ScriptCall::argument).toList());
        assertThat(ScriptReply.parseAll(session.run(call), 2))
                .extracting(ScriptReply::result)
                .containsExactly(first, UnitResult.ALREADY_HANDLED);
    }

    private void writeDestinations(String existing) {
        assertHandledOnce(
                UnitResult.WRITTEN,
                "write-destinations",
                "units skipped counts a:1 a:1 b:1 b:1",
                arguments("1 lockstep:step:pre-image:", existing + " preserve delete replaced {} {} {1} {1}"));
    }

    private static String[] arguments(String first, String last) {
        return "%s %s %s".formatted(first, String.join(" ", LIMITS), last).split(" ");
    }

    private void restoreUnits() {
        assertHandledOnce(
                UnitResult.SETTLED,
                "restore-units",
                "units counts conflicts b:1 b:1",
                arguments("1 lockstep:step:pre-image: keep", "a:1 a:1"));
    }

    private String count(String outcome) {
        return redis.call("HGET", "lockstep:step:counts", outcome) instanceof byte[] count
                ? new String(count, StandardCharsets.US_ASCII)
                : "none";
    }

    @Nested
    class Is_handled_once {
        @Test
        void by_the_script_that_creates_destinations_and_by_the_one_that_restores_them() {
            writeDestinations("fail");
            assertThat(count("created")).isEqualTo("1");
            assertThat(redis.text("b:1")).isEqualTo("{1}");
            restoreUnits();
            assertThat(count("compensated.restored")).isEqualTo("1");
            assertThat(redis.exists("b:1")).isFalse();
        }

        @Test
        void by_the_script_that_replaces_destinations_and_the_pre_image_is_intact() {
            redis.call("SET", "b:1", "old");
            writeDestinations("replace");
            assertThat(count("replaced")).isEqualTo("1");
            assertThat(redis.text("lockstep:step:pre-image:a:1")).isEqualTo("old");
            restoreUnits();
            assertThat(count("compensated.restored")).isEqualTo("1");
            assertThat(redis.text("b:1")).isEqualTo("old");
        }

        @Test
        void by_the_scripts_that_delete_and_restore_sources() {
            writeDestinations("fail");
            assertHandledOnce(
                    UnitResult.WRITTEN,
                    "delete-sources",
                    "units kept-sources counts deleted-sources a:1 a:1",
                    "1",
                    "lockstep:step:source-pre-image:");
            assertThat(count("source-deleted")).isEqualTo("1");
            assertHandledOnce(
                    UnitResult.SETTLED,
                    "restore-sources",
                    "deleted-sources counts conflicts a:1 a:1",
                    arguments("1 lockstep:step:source-pre-image: keep", ""));
            assertThat(count("compensated.restored")).isEqualTo("1");
            assertThat(redis.text("a:1")).isEqualTo("{}");
        }

        @Test
        void by_the_script_that_edits_values_in_place() {
            assertHandledOnce(
                    UnitResult.WRITTEN,
                    "write-in-place",
                    "units skipped counts a:1 a:1",
                    arguments("1 lockstep:step:pre-image:", "none replaced {} {} {1} {1}"));
            assertThat(count("edited")).isEqualTo("1");
            assertThat(redis.text("a:1")).isEqualTo("{1}");
        }

        @Test
        void by_the_script_that_changes_expiries() {
            redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT));
            assertHandledOnce(
                    UnitResult.WRITTEN,
                    "change-expiries",
                    "units skipped counts a:1 a:1",
                    arguments("1", "extend 1000"));
            assertThat(count("expiry-changed")).isEqualTo("1");
            assertThat(redis.expiry("a:1")).isEqualTo(UserStates.EXPIRES_AT + 1000);
        }

        @Test
        void by_the_script_that_skips_keys() {
            assertHandledOnce(
                    UnitResult.SKIPPED,
                    "skip-keys",
                    "units skipped counts a:1 a:1",
                    "1",
                    "",
                    "skip",
                    "unmet",
                    "detail",
                    "value",
                    "{}",
                    "",
                    "skip",
                    "unmet",
                    "detail",
                    "value",
                    "{}");
            assertThat(count("skipped.unmet")).isEqualTo("1");
        }
    }
}
