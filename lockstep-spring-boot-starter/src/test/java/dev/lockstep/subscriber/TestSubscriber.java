package dev.lockstep.subscriber;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application with one listener, which adds a row for each event to a table of its own. */
final class TestSubscriber implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    TestSubscriber(PostgresDatabase database, TestTopic topic, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers(),
                "--lockstep.subscriber.group=" + topic.name + "-group",
                "--lockstep.subscriber.topic=" + topic.name,
                "--lockstep.subscriber.initialize-schema=true",
                "--lockstep.subscriber.attempts=2",
                "--lockstep.subscriber.backoff=50ms",
                "--lockstep.subscriber.check-interval=300ms"));
        Stream.of(properties)
                .map(property -> "--lockstep.subscriber." + property)
                .forEach(arguments::add);
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Listener listener(JdbcTemplate jdbc) {
            jdbc.execute("CREATE TABLE IF NOT EXISTS received (id text, number bigserial)");
            return new Listener(jdbc);
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    static final class Listener {
        private final JdbcTemplate jdbc;
        private final List<MigrationGap> gaps = new CopyOnWriteArrayList<>();
        /** Ids of events at which the listener fails, after its work; each entry for one attempt. */
        private final List<String> failures = new CopyOnWriteArrayList<>();

        Listener(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @MigrationListener
        void on(MigrationMessage message) {
            jdbc.update("INSERT INTO received (id) VALUES (?)", message.id());
            if (failures.remove(message.id())) {
                throw new IllegalStateException("failing on request");
            }
        }

        @EventListener
        void on(MigrationGap gap) {
            gaps.add(gap);
        }
    }

    List<String> received() {
        return context.getBean(JdbcTemplate.class)
                .queryForList("SELECT id FROM received ORDER BY number", String.class);
    }

    List<MigrationGap.Result> gaps() {
        return context.getBean(Listener.class).gaps.stream()
                .map(MigrationGap::result)
                .toList();
    }

    void failAt(String id, int times) {
        Stream.generate(() -> id).limit(times).forEach(context.getBean(Listener.class).failures::add);
    }

    MigrationReplay replay() {
        return context.getBean(MigrationReplay.class);
    }

    Status health() {
        return context.getBean(MigrationSubscriberHealth.class).health().getStatus();
    }

    double counted(Outcome outcome) {
        return context
                .getBean(MeterRegistry.class)
                .find("lockstep.subscriber.events")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
