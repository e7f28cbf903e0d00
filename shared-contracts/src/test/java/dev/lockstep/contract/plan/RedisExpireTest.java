package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.json.LockstepJson;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisExpireTest {
    private static RedisExpire read(String members) {
        String json = "{'type':'redis.expire','match':'session:*'%s}".formatted(members);
        return LockstepJson.plans().readValue(json.replace('\'', '"'), RedisExpire.class);
    }

    @Nested
    class A_duration {
        @ParameterizedTest
        @CsvSource({"1ms,PT0.001S", "90s,PT1M30S", "5m,PT5M", "1h,PT1H", "36500d,PT876000H", "PT36H,PT36H"})
        void is_a_number_with_a_unit_or_iso_8601(String text, Duration duration) {
            assertThat(read(",'set':'%s'".formatted(text)).set()).isEqualTo(new ExpiryDuration(duration));
        }

        @Test
        void has_one_form_however_it_was_written() {
            assertThat(LockstepJson.plans().writeValueAsString(read(",'cap':'90m'")))
                    .isEqualTo(LockstepJson.plans().writeValueAsString(read(",'cap':'PT1H30M'")))
                    .contains("\"cap\":\"PT1H30M\"");
        }
    }

    @Nested
    class A_refusal {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "||0 of set, cap, extend and remove are present; expected exactly one|write one of set: 1h, cap: 1h, extend: 1h or remove: true",
                    ",'set':'1h','cap':'1h'||2 of set, cap, extend and remove are present; expected exactly one|write one of set: 1h, cap: 1h, extend: 1h or remove: true",
                    ",'remove':false|remove|remove is false; the only value is true|write remove: true, or leave remove out",
                    ",'set':'0s'||the duration is PT0S; the shortest is 1 millisecond|write at least 1ms",
                    ",'set':'36501d'||the duration is PT876024H; the longest is 36500 days|write at most 36500d, or remove: true for no expiry",
                    ",'set':'soon'||\"soon\" is not a duration|write a duration such as 500ms, 90s, 1h, 7d or PT1H"
                })
        void names_what_was_found_and_what_to_write(String members, String field, String message, String hint) {
            assertThatThrownBy(() -> read(members == null ? "" : members))
                    .hasRootCauseInstanceOf(InvalidValue.class)
                    .rootCause()
                    .isInstanceOfSatisfying(InvalidValue.class, invalid -> {
                        assertThat(invalid.field()).isEqualTo(field);
                        assertThat(invalid).hasMessage(message);
                        assertThat(invalid.hint()).isEqualTo(hint);
                    });
        }
    }
}
