package dev.lockstep.coordinator.call;

import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.endpoint.EndpointClient;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.orchestration.CommitListener;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that call endpoints. */
@Configuration(proxyBeanMethods = false)
class CallConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Signalled when a call may be due. */
    @Bean
    WakeUp endpointWakeUp() {
        return new WakeUp();
    }

    @Bean
    CommitListener endpointCommits(@Qualifier("endpointWakeUp") WakeUp endpointWakeUp) {
        return (_state, events) -> {
            if (events.stream().anyMatch(SagaEvent.EndpointEvent.class::isInstance)) {
                endpointWakeUp.signal();
            }
        };
    }

    @Bean
    DueCalls dueCalls(JdbcEndpointCalls calls, Transactions transactions, Endpoints endpoints) {
        return new DueCalls(calls, transactions, endpoints);
    }

    @Bean
    EndpointCaller endpointCaller(
            JdbcEndpointCalls calls,
            Endpoints endpoints,
            EndpointClient client,
            SagaJournal journal,
            SagaShell sagas,
            Transactions transactions) {
        EndpointRequester requester = new EndpointRequester(endpoints, client);
        return new EndpointCaller(
                new NotificationCaller(calls, requester),
                new QuestionCaller(calls, requester, journal, sagas, transactions));
    }

    @Bean
    EndpointCalls endpointCalls(
            DueCalls dueCalls, EndpointCaller caller, @Qualifier("endpointWakeUp") WakeUp endpointWakeUp) {
        return new EndpointCalls(dueCalls, caller, System::nanoTime, endpointWakeUp::signal);
    }

    @Bean
    Ticker endpointTicker(EndpointCalls calls, @Qualifier("endpointWakeUp") WakeUp endpointWakeUp) {
        return new Ticker("endpoint-calls", INTERVAL, calls::startAll).wakeOn(endpointWakeUp);
    }
}
