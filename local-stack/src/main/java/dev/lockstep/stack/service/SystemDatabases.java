package dev.lockstep.stack.service;

import dev.lockstep.stack.local.LocalStack;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.HashMap;
import java.util.Map;

/** The databases of the services and targets, and the environment variables that configure them. */
final class SystemDatabases {

    // It is not a secret, because the server listens only on loopback. Connections use a password as in production.
    private static final String PASSWORD = "lockstep";
    private static final String COORDINATOR = "lockstep";
    private static final String COORDINATOR_USER = "lockstep_coordinator";
    private static final String MAIN_POSTGRES = "hebrew_fitness";
    private static final String MAIN_POSTGRES_USER = "fitness_user";
    private static final String MAIN_MONGO = "sweatbot_conversations";
    private static final int MAIN_REDIS = 0;
    private static final String ONE_BROKER = "1";

    private final LocalStack servers;

    private SystemDatabases(LocalStack servers) {
        this.servers = servers;
    }

    static SystemDatabases createIn(LocalStack servers) {
        servers.postgres().createDatabase(COORDINATOR, COORDINATOR_USER, PASSWORD);
        servers.postgres().createDatabase(MAIN_POSTGRES, MAIN_POSTGRES_USER, PASSWORD);
        servers.postgres().allowRehearsals(MAIN_POSTGRES_USER);
        return new SystemDatabases(servers);
    }

    static PostgresDatabase coordinator(LocalStack servers) {
        return servers.postgres().database(COORDINATOR, COORDINATOR_USER, PASSWORD);
    }

    static PostgresDatabase mainPostgres(LocalStack servers) {
        return servers.postgres().database(MAIN_POSTGRES, MAIN_POSTGRES_USER, PASSWORD);
    }

    static String mainMongoUri(LocalStack servers) {
        return servers.mongo().uri(MAIN_MONGO);
    }

    static String mainRedisUri(LocalStack servers) {
        return servers.redis().uri(MAIN_REDIS);
    }

    Map<String, String> environment(LockstepService service) {
        Map<String, String> environment = new HashMap<>();
        if (service != LockstepService.APPLICATION) {
            environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", servers.kafka().bootstrapServers());
        }
        switch (service) {
            case COORDINATOR -> {
                putDatasource(environment, coordinator(servers));
                environment.put("LOCKSTEP_KAFKA_REPLICATION", ONE_BROKER);
                environment.put("LOCKSTEP_KAFKA_MIN_INSYNC_REPLICAS", ONE_BROKER);
            }
            case POSTGRES_WORKER -> putPostgres(environment);
            case MONGO_WORKER -> environment.put("LOCKSTEP_TARGETS_MAIN_MONGO_URL", mainMongoUri(servers));
            case REDIS_WORKER -> environment.put("LOCKSTEP_TARGETS_MAIN_REDIS_URL", mainRedisUri(servers));
            case APPLICATION -> {
                putDatasource(environment, mainPostgres(servers));
                environment.put("SPRING_MONGODB_URI", mainMongoUri(servers));
                environment.put("SPRING_DATA_REDIS_URL", mainRedisUri(servers));
            }
        }
        return environment;
    }

    private static void putDatasource(Map<String, String> environment, PostgresDatabase database) {
        environment.put("SPRING_DATASOURCE_URL", database.jdbcUrl());
        environment.put("SPRING_DATASOURCE_USERNAME", database.username());
        environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
    }

    private void putPostgres(Map<String, String> environment) {
        PostgresDatabase database = mainPostgres(servers);
        environment.put("LOCKSTEP_TARGETS_MAIN_POSTGRES_URL", database.jdbcUrl());
        environment.put("LOCKSTEP_TARGETS_MAIN_POSTGRES_USERNAME", database.username());
        environment.put("LOCKSTEP_TARGETS_MAIN_POSTGRES_PASSWORD", database.password());
    }
}
