package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

class BsonTextTest {
    @Test
    void formats_values_like_the_MongoDB_shell() {
        assertThat(BsonText.of(new BsonInt32(5))).isEqualTo("5");
        assertThat(BsonText.of(new BsonString("a"))).isEqualTo("\"a\"");
        assertThat(BsonText.of(BsonDocument.parse("{a: 1}"))).isEqualTo("{\"a\": 1}");
    }

    @Test
    void shortens_long_values() {
        assertThat(BsonText.of(new BsonString("x".repeat(300))))
                .startsWith("\"xxx")
                .endsWith("xxx…")
                .hasSizeLessThanOrEqualTo(201);
    }
}
