package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.orchestration.Actions;
import dev.lockstep.coordinator.orchestration.Announcements;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.Queue;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.target.JdbcTargets;
import dev.lockstep.coordinator.tick.Bell;
import dev.lockstep.coordinator.tick.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** What can be seen of the coordinator from outside. */
@Configuration(proxyBeanMethods = false)
class StatusConfiguration {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The API speaks as exactly as the messages do, and refuses a field that means nothing. */
    @Bean
    JsonMapper jsonMapper() {
        return LockstepJson.messages()
                .rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .withCoercionConfig(
                        LogicalType.Textual, texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                .build();
    }

    @Bean
    Announcements announcements(
            MeterRegistry metrics, @Qualifier("relayBell") Bell relayBell, @Qualifier("queueBell") Bell queueBell) {
        return new SagaNews(metrics, relayBell::ring, queueBell::ring);
    }

    @Bean
    JdbcTimeline timeline(JdbcTemplate jdbc) {
        return new JdbcTimeline(jdbc);
    }

    @Bean
    MigrationViews migrationViews(JdbcSagaJournal journal, JdbcTimeline timeline, JdbcTemplate jdbc, Queue queue) {
        return new MigrationViews(journal, timeline, new JdbcProgress(jdbc), queue);
    }

    @Bean
    EventStream eventStream(JdbcTimeline timeline) {
        return new EventStream(timeline);
    }

    @Bean
    MigrationController migrationController(
            MigrationViews views, JdbcTemplate jdbc, JdbcTimeline timeline, EventStream stream) {
        return new MigrationController(views, new JdbcMigrationList(jdbc), timeline, stream);
    }

    @Bean
    ActionController actionController(Actions actions, MigrationViews views) {
        return new ActionController(actions, views);
    }

    @Bean
    TargetController targetController(JdbcTargets targets, JdbcTemplate jdbc, MigrationViews views) {
        return new TargetController(targets, new JdbcTargetHistory(jdbc), views);
    }

    @Bean
    HealthIndicator kafkaHealthIndicator(Admin admin) {
        return new KafkaHealth(admin);
    }

    @Bean
    Ticker gaugeTicker(JdbcTemplate jdbc, JdbcOutbox outbox, MeterRegistry metrics) {
        Gauges gauges = new Gauges(new JdbcStateCounts(jdbc), outbox);
        gauges.register(metrics);
        return new Ticker("gauges", LOOK, gauges::tick);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Lockstep")
                        .version("v1")
                        .description("Moves PostgreSQL, MongoDB and Redis together, or puts all of them back."));
    }
}
