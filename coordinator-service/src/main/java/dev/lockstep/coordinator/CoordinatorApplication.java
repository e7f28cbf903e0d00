package dev.lockstep.coordinator;

import dev.lockstep.service.ProcessExit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;

/** Starts the coordinator. */
// The kafka package configures clients for messages in bytes instead.
@SpringBootApplication(exclude = KafkaAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CoordinatorApplication {
    public static void main(String[] args) {
        ProcessExit.handleUncaught();
        SpringApplication.run(CoordinatorApplication.class, args);
    }
}
