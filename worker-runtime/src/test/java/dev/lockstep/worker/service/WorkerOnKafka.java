package dev.lockstep.worker.service;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.TargetConnector;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** A worker as it runs in production, on a real broker, in front of a store in memory. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(WorkerConfiguration.class)
class WorkerOnKafka {
    // A port that no server can listen on.
    private static final String NOBODY = "127.0.0.1:1";

    static ConfigurableApplicationContext serving(TargetName target, InMemoryStore store) {
        return application(target, store)
                .web(WebApplicationType.NONE)
                .run("--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers());
    }

    static ConfigurableApplicationContext seenFromOutside(TargetName target, InMemoryStore store) {
        return application(target, store)
                .run("--server.port=0", "--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers());
    }

    static ConfigurableApplicationContext withoutBrokers(TargetName target, InMemoryStore store) {
        return application(target, store).run("--server.port=0", "--spring.kafka.bootstrap-servers=" + NOBODY);
    }

    private static SpringApplicationBuilder application(TargetName target, InMemoryStore store) {
        return new SpringApplicationBuilder(WorkerOnKafka.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(TargetConnector.class, () -> new InMemoryConnector(store)))
                .properties(
                        "spring.config.import=classpath:lockstep-worker.properties",
                        "logging.structured.format.console=",
                        "lockstep.targets.%s.url=memory:".formatted(target),
                        "lockstep.targets.another-kind.url=redis://localhost");
    }
}
