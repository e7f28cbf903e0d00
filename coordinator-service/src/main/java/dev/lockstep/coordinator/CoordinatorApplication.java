package dev.lockstep.coordinator;

import dev.lockstep.coordinator.access.AdministratorCommand;
import dev.lockstep.service.ProcessExit;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;

/** Starts the coordinator, or runs a command for its administrator. */
// The kafka package configures clients for messages in bytes instead.
@SpringBootApplication(exclude = KafkaAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CoordinatorApplication {
    public static void main(String[] args) {
        Optional<AdministratorCommand> command = AdministratorCommand.in(args);
        if (command.isPresent()) {
            System.exit(command.get().run(args));
        }
        ProcessExit.handleUncaught();
        SpringApplication.run(CoordinatorApplication.class, args);
    }
}
