package dev.lockstep.worker.service;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.TargetConnector;
import java.nio.file.Path;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The production worker application with a real broker and an in-memory store. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(WorkerConfiguration.class)
class InMemoryWorker {
    /** The consumer group of every worker of this kind. */
    static final String GROUP = Topics.workerGroup(TargetKind.MONGO);

    static final String METRICS_TOKEN = "lockstep_metrics-token-of-this-test";

    // No server listens on this reserved port.
    private static final String CLOSED_PORT = "127.0.0.1:1";

    static ConfigurableApplicationContext start(TargetName target, InMemoryStore store) {
        return application(target, store)
                .web(WebApplicationType.NONE)
                .run("--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers());
    }

    static ConfigurableApplicationContext startWithBackups(TargetName target, InMemoryStore store, Path directory) {
        return application(target, store)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers(),
                        "--lockstep.backups.directory=" + directory,
                        "--lockstep.backups.min-free=0B");
    }

    static ConfigurableApplicationContext startWithHttp(TargetName target, InMemoryStore store) {
        return application(target, store)
                .run("--server.port=0", "--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers());
    }

    static ConfigurableApplicationContext startWithoutBrokers(
            TargetName target, InMemoryStore store, String... settings) {
        return application(target, store)
                .properties("server.port=0", "spring.kafka.bootstrap-servers=" + CLOSED_PORT)
                .run(settings);
    }

    private static SpringApplicationBuilder application(TargetName target, InMemoryStore store) {
        return new SpringApplicationBuilder(InMemoryWorker.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(TargetConnector.class, () -> new InMemoryConnector(store)))
                .properties(
                        "spring.config.import=classpath:lockstep-worker.properties",
                        "logging.structured.format.console=",
                        "lockstep.access.metrics-token=" + METRICS_TOKEN,
                        "lockstep.targets.%s.url=memory:".formatted(target),
                        "lockstep.targets.redis-target.url=redis://localhost");
    }
}
