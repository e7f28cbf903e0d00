package dev.lockstep.postgres;

import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.service.WorkerConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Runs the worker of all configured targets whose URL starts with {@code jdbc:postgresql:}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({WorkerConfiguration.class, PostgresConfiguration.class})
public class PostgresWorkerApplication {
    public static void main(String[] arguments) {
        ProcessExit.handleUncaught();
        SpringApplication.run(PostgresWorkerApplication.class, arguments);
    }
}
