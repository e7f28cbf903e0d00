package dev.lockstep.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.redis.RedisReply;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.bson.Document;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SharedServersTest {

    @Nested
    class Two_tests {

        @Test
        void share_one_postgres_and_no_table() throws SQLException {
            PostgresDatabase one = SharedPostgres.freshDatabase();
            PostgresDatabase other = SharedPostgres.freshDatabase();

            for (PostgresDatabase database : new PostgresDatabase[] {one, other}) {
                try (Connection connection = database.connect();
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE same_name (n integer)");
                }
            }

            assertThat(one.jdbcUrl()).isNotEqualTo(other.jdbcUrl());
        }

        @Test
        void share_one_mongo_and_no_collection() {
            String one = SharedMongo.freshDatabase();
            String other = SharedMongo.freshDatabase();

            try (MongoClient client = MongoClients.create(one)) {
                client.getDatabase(nameIn(one)).getCollection("c").insertOne(new Document());
            }

            try (MongoClient client = MongoClients.create(other)) {
                assertThat(client.getDatabase(nameIn(other)).getCollection("c").countDocuments())
                        .isZero();
            }
        }

        private String nameIn(String uri) {
            return MongoUri.parse(uri).database();
        }

        @Test
        void share_one_redis_and_no_key_even_when_there_are_more_of_them_than_databases() {
            for (int test = 0; test < RedisServer.DATABASES + 2; test++) {
                try (RedisConnection connection = RedisConnection.open(URI.create(SharedRedis.fresh()))) {
                    assertThat(connection.call("DBSIZE")).isEqualTo(new RedisReply.Whole(0));
                    connection.call("SET", "k", "v");
                }
            }
        }
    }
}
