package dev.lockstep.stack.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoUriTest {

    @Nested
    class Another_database_on_the_same_server {

        @ParameterizedTest
        @CsvSource({
            "mongodb://h:1, mongodb://h:1/x",
            "mongodb://h:1/, mongodb://h:1/x",
            "mongodb://h:1/y, mongodb://h:1/x",
            "mongodb://h:1/?directConnection=true, mongodb://h:1/x?directConnection=true",
            "mongodb://u:p@h:1/y?w=1, mongodb://u:p@h:1/x?w=1&authSource=y",
            "mongodb://u:p@h:1, mongodb://u:p@h:1/x?authSource=admin",
            "mongodb://u:p@h:1/y?authSource=z, mongodb://u:p@h:1/x?authSource=z",
            "mongodb+srv://u:p@h/y?authSource=z, mongodb+srv://u:p@h/x?authSource=z",
        })
        void keeps_user_and_options(String uri, String expected) {
            assertThat(MongoUri.parse(uri).withDatabase("x")).isEqualTo(expected);
        }
    }
}
