package dev.lockstep.example.state;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** User states and their store. */
@Configuration(proxyBeanMethods = false)
class UserStateConfiguration {
    @Bean
    RedisUserStates userStates(StringRedisTemplate redis) {
        return new RedisUserStates(redis);
    }

    @Bean
    RedisStore redisStore(StringRedisTemplate redis, RedisUserStates states) {
        return new RedisStore(redis, states);
    }
}
