package dev.lockstep.example.store;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The calls of all stores, and the limits of the drivers of MongoDB and Redis that have no properties. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);
    private static final int MAX_CONNECTIONS = 8;

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService storeThreads() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Bean
    StoreCalls storeCalls(List<Store> stores, ExecutorService storeThreads) {
        return new StoreCalls(stores, storeThreads);
    }

    /** Without a connection, the driver refuses commands at once instead of keeping them until their time limit. */
    @Bean
    LettuceClientOptionsBuilderCustomizer redisLimits() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }

    @Bean
    MongoClientSettingsBuilderCustomizer mongoLimits() {
        return settings -> settings.applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool ->
                        pool.maxSize(MAX_CONNECTIONS).maxWaitTime(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout(READ_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    }
}
