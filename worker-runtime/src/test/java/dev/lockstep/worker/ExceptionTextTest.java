package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.contract.json.LockstepJson;
import java.net.ConnectException;
import java.net.URI;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExceptionTextTest {
    private static final String PLANTED = "planted-value";

    @Nested
    class A_message_that_Lockstep_wrote {
        @Test
        void is_kept() {
            assertThat(ExceptionText.of(new IllegalStateException("the row is APPLIED")))
                    .isEqualTo("java.lang.IllegalStateException: the row is APPLIED");
            assertThat(ExceptionText.of(OperationFailed.withoutEffect("no-down", "the step has no down")))
                    .endsWith(": no-down: the step has no down");
        }

        @Test
        void is_left_out_if_it_is_the_text_of_the_cause() {
            assertThat(ExceptionText.of(new IllegalStateException(new SQLException(PLANTED))))
                    .isEqualTo("java.lang.IllegalStateException");
        }
    }

    @Nested
    class A_message_of_a_library {
        static Stream<Throwable> exceptions() {
            return Stream.of(
                    new SQLException(PLANTED, "23505"),
                    new org.springframework.dao.DuplicateKeyException(PLANTED),
                    catchThrowable(() -> Long.parseLong(PLANTED)),
                    catchThrowable(() -> URI.create("redis://:" + PLANTED + "@host:\\")),
                    catchThrowable(() -> LockstepJson.messages().readTree("[" + PLANTED + "]")),
                    catchThrowable(() -> LockstepJson.messages().readValue("\"" + PLANTED + "\"", Long.class)));
        }

        @ParameterizedTest
        @MethodSource("exceptions")
        void is_left_out(Throwable thrown) {
            assertThat(ExceptionText.of(thrown))
                    .startsWith(thrown.getClass().getName())
                    .doesNotContain(PLANTED);
        }

        @Test
        void about_the_network_is_kept() {
            assertThat(ExceptionText.of(new ConnectException("Connection refused")))
                    .isEqualTo("java.net.ConnectException: Connection refused");
        }
    }
}
