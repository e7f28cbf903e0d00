package dev.lockstep.postgres.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScratchUrlTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h:1/shop, jdbc:postgresql://h:1/copy",
        "jdbc:postgresql://h/shop?sslmode=require&options=-c%20a=b/c, jdbc:postgresql://h/copy?sslmode=require&options=-c%20a=b/c",
        "jdbc:postgresql://h1:1;h2:2/shop?targetServerType=primary, jdbc:postgresql://h1:1;h2:2/copy?targetServerType=primary",
        "jdbc:postgresql://[::1]:5432/, jdbc:postgresql://[::1]:5432/copy",
        "jdbc:postgresql://h, jdbc:postgresql://h/copy",
        "jdbc:postgresql:shop, jdbc:postgresql:copy",
        "jdbc:postgresql:/, jdbc:postgresql:copy",
        "jdbc:postgresql:?user=me, jdbc:postgresql:copy?user=me"
    })
    void the_database_of_a_url_is_replaced(String url, String expected) {
        assertThat(ScratchUrl.of(url, new ScratchName("copy"))).isEqualTo(expected);
    }
}
