package dev.lockstep.worker.service;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.stack.SharedKafka;
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
    static ConfigurableApplicationContext serving(TargetName target, InMemoryStore store) {
        return new SpringApplicationBuilder(WorkerOnKafka.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(TargetConnector.class, () -> new InMemoryConnector(store)))
                .properties(
                        "spring.config.import=classpath:lockstep-worker.properties",
                        "logging.structured.format.console=",
                        "lockstep.targets.%s.url=memory:".formatted(target),
                        "lockstep.targets.another-kind.url=redis://localhost")
                .run("--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers());
    }
}
