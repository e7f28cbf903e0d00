package dev.lockstep.redis;

import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.service.WorkerConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The worker process for all configured Redis targets. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({WorkerConfiguration.class, RedisConfiguration.class})
public class RedisWorkerApplication {
    public static void main(String[] arguments) {
        ProcessExit.handleUncaught();
        SpringApplication.run(RedisWorkerApplication.class, arguments);
    }
}
