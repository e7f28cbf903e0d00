package dev.lockstep.mongo.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoScratchServersTest {
    private static void expect(String url, String expected) {
        assertThat(MongoScratchServers.withDatabase(url, "copy")).isEqualTo(expected);
    }

    @Nested
    class The_URL_of_a_copy {
        @Test
        void has_its_database() {
            expect("mongodb://h", "mongodb://h/copy");
            expect("mongodb://h:1,h:2/db?replicaSet=rs", "mongodb://h:1,h:2/copy?replicaSet=rs");
            expect("mongodb://h?ssl=true", "mongodb://h/copy?ssl=true");
        }

        @Test
        void still_names_the_database_of_the_user() {
            expect("mongodb://u:p@h/db", "mongodb://u:p@h/copy?authSource=db");
            expect("mongodb://u:p@h/db?ssl=true", "mongodb://u:p@h/copy?ssl=true&authSource=db");
            expect("mongodb://u:p@h/db?authSource=users", "mongodb://u:p@h/copy?authSource=users");
            expect("mongodb://u:p@h", "mongodb://u:p@h/copy?authSource=admin");
        }

        @Test
        void keeps_users_outside_of_the_server() {
            expect(
                    "mongodb://CN=u@h/db?authMechanism=MONGODB-X509&ssl=true",
                    "mongodb://CN=u@h/copy?authMechanism=MONGODB-X509&ssl=true");
        }
    }
}
