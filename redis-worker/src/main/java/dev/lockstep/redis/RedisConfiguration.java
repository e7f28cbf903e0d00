package dev.lockstep.redis;

import dev.lockstep.redis.target.RedisConnector;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    @Bean
    RedisConnector redisConnector() {
        return new RedisConnector();
    }
}
