package dev.lockstep.mongo;

import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.service.WorkerConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The worker process for all configured MongoDB targets. */
@SpringBootApplication(proxyBeanMethods = false)
@Import(WorkerConfiguration.class)
public class MongoWorkerApplication {
    public static void main(String[] arguments) {
        ProcessExit.handleUncaught();
        SpringApplication.run(MongoWorkerApplication.class, arguments);
    }

    @Bean
    TargetConnector mongoTargetConnector(SslBundles bundles) {
        return new MongoTargetConnector(bundles);
    }
}
