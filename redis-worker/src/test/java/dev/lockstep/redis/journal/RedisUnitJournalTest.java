package dev.lockstep.redis.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.connection.RedisKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisUnitJournalTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Nested
    class A_page_of_fields {
        @Test
        void has_a_field_once_that_the_server_has_returned_twice() {
            List<byte[]> page = List.of(bytes("a:1"), bytes("a:2"), bytes("a:1"));
            assertThat(RedisUnitJournal.namesOf(page)).containsExactly(RedisKey.of("a:1"), RedisKey.of("a:2"));
        }
    }
}
