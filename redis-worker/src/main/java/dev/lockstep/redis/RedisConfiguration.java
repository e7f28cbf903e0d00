package dev.lockstep.redis;

import dev.lockstep.redis.target.RedisTargetConnector;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    @Bean
    RedisTargetConnector redisTargetConnector() {
        return new RedisTargetConnector();
    }
}
