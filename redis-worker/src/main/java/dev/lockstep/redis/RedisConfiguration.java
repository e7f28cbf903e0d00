package dev.lockstep.redis;

import dev.lockstep.redis.target.RedisTargetConnector;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    @Bean
    RedisTargetConnector redisTargetConnector(SslBundles bundles) {
        return new RedisTargetConnector(bundles);
    }
}
