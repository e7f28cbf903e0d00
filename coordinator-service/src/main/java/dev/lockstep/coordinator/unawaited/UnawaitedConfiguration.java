package dev.lockstep.coordinator.unawaited;

import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxSender;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that requests of every kind share. */
@Configuration(proxyBeanMethods = false)
class UnawaitedConfiguration {
    @Bean
    RequestSender requestSender(
            SagaJournal journal, JdbcOutbox outbox, OutboxSender sender, CoordinatorSettings settings) {
        return new RequestSender(journal, outbox, sender::send, settings.lease());
    }
}
