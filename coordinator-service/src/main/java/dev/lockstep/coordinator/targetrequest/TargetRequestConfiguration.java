package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.KafkaPublisher;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.status.TargetAccess;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TargetRemoval;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for requests about targets. */
@Configuration(proxyBeanMethods = false)
class TargetRequestConfiguration {
    private static final Duration SEND_INTERVAL = Duration.ofSeconds(1);
    private static final Duration DRIFT_INTERVAL = Duration.ofSeconds(20);
    private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(5);

    @Bean
    JdbcTargetRequests targetRequestStore(JdbcTemplate jdbc) {
        return new JdbcTargetRequests(jdbc);
    }

    @Bean
    JdbcTargetDrifts targetDrifts(JdbcTemplate jdbc) {
        return new JdbcTargetDrifts(jdbc);
    }

    @Bean
    WakeUp targetRequestWakeUp() {
        return new WakeUp();
    }

    @Bean
    TargetRequestEndings targetRequestEndings(
            JdbcTargetRequests requests,
            DriftOutcomes driftOutcomes,
            JdbcTargetStops stops,
            JdbcTargetResets resets,
            @Qualifier("starterWakeUp") WakeUp starterWakeUp,
            MeterRegistry metrics) {
        return new TargetRequestEndings(
                requests, driftOutcomes, new TargetEndings(stops, resets), starterWakeUp, metrics);
    }

    @Bean
    TargetReports targetReports(
            JdbcTargetRequests requests,
            TargetRequestEndings endings,
            Transactions transactions,
            CoordinatorSettings settings) {
        return new TargetReports(requests, endings, transactions, settings.lease());
    }

    @Bean
    NewTargetRequests newTargetRequests(
            JdbcTargetRequests requests,
            SagaJournal journal,
            Transactions transactions,
            AuditTrail audit,
            CoordinatorSettings settings,
            @Qualifier("targetRequestWakeUp") WakeUp targetRequestWakeUp) {
        return new NewTargetRequests(
                requests,
                journal,
                transactions,
                audit,
                new NewTargetRequests.SendSettings(settings.lease(), targetRequestWakeUp));
    }

    @Bean
    Ticker targetRequestTicker(
            JdbcTargetRequests requests,
            TargetRequestEndings endings,
            Transactions transactions,
            KafkaPublisher publisher,
            CoordinatorSettings settings,
            @Qualifier("targetRequestWakeUp") WakeUp targetRequestWakeUp) {
        TargetRequestSender sender =
                new TargetRequestSender(requests, endings, transactions, publisher::send, settings.lease());
        return new Ticker("target-requests", SEND_INTERVAL, sender::sendDue).wakeOn(targetRequestWakeUp);
    }

    @Bean
    TargetRequestController targetRequestController(JdbcTargetRequests requests, TargetAccess access) {
        return new TargetRequestController(requests, access);
    }

    @Bean
    BaselineController baselineController(
            NewTargetRequests newRequests, JdbcClaims claims, JdbcTargetStops stops, TargetAccess access) {
        return new BaselineController(
                newRequests, new ExclusiveGuard(claims, stops, TargetStop.Reason.BASELINE, false), access);
    }

    @Bean
    JdbcTargetResets targetResets(JdbcTemplate jdbc) {
        return new JdbcTargetResets(jdbc);
    }

    @Bean
    UninstallController uninstallController(
            NewTargetRequests newRequests, JdbcClaims claims, JdbcTargetStops stops, TargetAccess access) {
        return new UninstallController(
                newRequests, new ExclusiveGuard(claims, stops, TargetStop.Reason.UNINSTALL, false), access);
    }

    @Bean
    ReidentifyController reidentifyController(
            NewTargetRequests newRequests,
            JdbcClaims claims,
            JdbcTargetStops stops,
            JdbcTargetResets resets,
            Transactions transactions,
            TargetAccess access) {
        return new ReidentifyController(
                newRequests,
                new ExclusiveGuard(claims, stops, TargetStop.Reason.REIDENTIFY, true),
                resets,
                transactions,
                access);
    }

    @Bean
    DriftOutcomes driftOutcomes(JdbcTargetDrifts drifts, JdbcTargetFences fences, JdbcTargetStops stops) {
        return new DriftOutcomes(drifts, fences, stops);
    }

    @Bean
    ForgetController forgetController(TargetForgetter forgetter, JdbcTargetResets resets, TargetAccess access) {
        return new ForgetController(forgetter, resets, access);
    }

    @Bean
    TargetForgetter targetForgetter(
            TargetRemoval removal, TargetForgetter.Uses uses, Transactions transactions, AuditTrail audit) {
        return new TargetForgetter(removal, uses, transactions, audit);
    }

    @Bean
    TargetForgetter.Uses targetUses(
            JdbcTargetRequests requests, JdbcClaims claims, JdbcTargetStops stops, JdbcTemplate jdbc) {
        return new TargetForgetter.Uses(requests, claims, stops, new JdbcTargetUses(jdbc));
    }

    @Bean
    DriftChecks driftChecks(
            NewTargetRequests newRequests,
            JdbcTargetRequests requests,
            DriftChecks.DriftStore driftStore,
            Transactions transactions,
            AuditTrail audit) {
        return new DriftChecks(newRequests, requests, driftStore, transactions, audit);
    }

    @Bean
    DriftChecks.DriftStore driftStore(
            JdbcTargetDrifts drifts,
            JdbcTargetFences fences,
            DriftOutcomes outcomes,
            JdbcTargetStops stops,
            SagaJournal journal,
            @Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new DriftChecks.DriftStore(
                drifts, stops, new DriftRequests(drifts, fences, journal), outcomes, starterWakeUp);
    }

    @Bean
    DriftController driftController(DriftChecks checks, JdbcTargetRequests requests, TargetAccess access) {
        return new DriftController(checks, requests, access, Clock.systemUTC());
    }

    @Bean
    Ticker driftTicker(RegisteredTargets targets, DriftChecks checks, DriftSettings settings) {
        DriftSchedule schedule = new DriftSchedule(targets, checks, settings);
        return new Ticker("drift-checks", DRIFT_INTERVAL, schedule::requestDue);
    }

    @Bean
    Ticker driftGaugeTicker(JdbcTargetStops stops, MeterRegistry metrics) {
        DriftGauge gauge = new DriftGauge(stops);
        gauge.register(metrics);
        return new Ticker("drift-gauge", GAUGE_INTERVAL, gauge::refresh);
    }

    @Bean
    SchemaController schemaController(NewTargetRequests newRequests, JdbcTargetRequests requests, TargetAccess access) {
        return new SchemaController(newRequests, requests, access);
    }

    @Bean
    SchemaVersionsController schemaVersionsController(
            NewTargetRequests newRequests, JdbcTargetRequests requests, TargetAccess access) {
        return new SchemaVersionsController(newRequests, requests, access, Clock.systemUTC());
    }
}
