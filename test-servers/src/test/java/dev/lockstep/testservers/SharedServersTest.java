package dev.lockstep.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.mongo.MongoUri;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.JedisConnections;
import dev.lockstep.stack.redis.RedisServer;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.bson.Document;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class SharedServersTest {

    @Nested
    class Two_tests {

        @Test
        void share_one_postgres_server_but_no_table() throws SQLException {
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
        void share_one_mongo_server_but_no_collection() {
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
        void share_one_redis_server_but_no_key_even_if_databases_are_used_again() {
            for (int test = 0; test < RedisServer.DATABASES + 2; test++) {
                try (Jedis redis = JedisConnections.open(URI.create(SharedRedis.freshDatabase()))) {
                    assertThat(redis.dbSize()).isZero();
                    redis.set("k", "v");
                }
            }
        }
    }
}
