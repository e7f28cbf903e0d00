package dev.lockstep.redis.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.fixture.TestRedis;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisGlobTest {
    private static final String CHARACTERS = "ab:*?[]^-\\";

    @Nested
    class A_glob {
        @Test
        void matches_what_the_server_matches() {
            Random random = new Random(1);
            try (TestRedis redis = TestRedis.fresh()) {
                Set<String> names = new TreeSet<>();
                for (int key = 0; key < 300; key++) {
                    String name = text(random, 1 + random.nextInt(6));
                    names.add(name);
                    redis.call("SET", name, "x");
                }
                for (int glob = 0; glob < 3000; glob++) {
                    String pattern = text(random, 1 + random.nextInt(7));
                    assertThat(matching(names, pattern)).as(pattern).isEqualTo(keys(redis, pattern));
                }
            }
        }

        private Set<String> matching(Set<String> names, String pattern) {
            RedisGlob glob = new RedisGlob(pattern);
            Set<String> matching = new TreeSet<>(names);
            matching.removeIf(name -> !glob.matches(name.getBytes(StandardCharsets.UTF_8)));
            return matching;
        }

        private Set<String> keys(TestRedis redis, String pattern) {
            Set<String> found = new TreeSet<>();
            if (redis.call("KEYS", pattern) instanceof List<?> keys) {
                keys.forEach(key -> found.add(new String((byte[]) key, StandardCharsets.UTF_8)));
            }
            return found;
        }

        private String text(Random random, int length) {
            StringBuilder text = new StringBuilder();
            random.ints(length, 0, CHARACTERS.length()).forEach(index -> text.append(CHARACTERS.charAt(index)));
            return text.toString();
        }

        @Test
        void of_a_prefix_matches_exactly_the_names_with_it() {
            String prefix = "a*?[b-c]^\\:";
            RedisGlob glob = new RedisGlob(RedisGlob.ofPrefix(prefix));

            assertThat(glob.matches((prefix + "x").getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(glob.matches("ab[b-c]^\\:x".getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
        }

        @Test
        void with_many_stars_takes_no_exponential_time() {
            RedisGlob glob = new RedisGlob("*a".repeat(60) + "b");

            assertThat(glob.matches("a".repeat(5_000).getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
        }
    }
}
