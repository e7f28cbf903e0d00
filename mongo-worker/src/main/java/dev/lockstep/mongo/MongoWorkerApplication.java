package dev.lockstep.mongo;

import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.service.WorkerConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Serves every configured target with a MongoDB URL. */
@SpringBootApplication(proxyBeanMethods = false)
@Import(WorkerConfiguration.class)
public class MongoWorkerApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(MongoWorkerApplication.class, arguments);
    }

    @Bean
    TargetConnector mongoTargetConnector() {
        return new MongoTargetConnector();
    }
}
