package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.orchestration.JdbcDispatches;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Told;
import dev.lockstep.coordinator.orchestration.Voice;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a report on: to its dispatch if it only renews the lease, to the saga otherwise. */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final SagaShell sagas;
    private final JdbcDispatches dispatches;
    private final Runnable late;

    /**
     * Hands reports on to these.
     *
     * @param late called for every report that came too late to change anything
     */
    public Reports(SagaShell sagas, JdbcDispatches dispatches, Runnable late) {
        this.sagas = sagas;
        this.dispatches = dispatches;
        this.late = late;
    }

    /** The reason why the report can never be handled; empty once it is. */
    Optional<String> handle(Report report) {
        return switch (report) {
            case Report.Accepted accepted -> touched(() -> dispatches.touch(accepted));
            case Report.Heartbeat heartbeat -> touched(() -> dispatches.touch(heartbeat));
            case Report.Succeeded _r -> told(report);
            case Report.Compensated _r -> told(report);
            case Report.Failed _r -> told(report);
            case Report.Stale _r -> told(report);
            case Report.Rejected _r -> told(report);
        };
    }

    private static Optional<String> touched(Runnable touch) {
        touch.run();
        return Optional.empty();
    }

    private Optional<String> told(Report report) {
        ReportHeader header = report.header();
        Optional<String> stranger = stranger(header);
        if (stranger.isPresent()) {
            return stranger;
        }
        Voice voice = Voice.coordinator("reported by %s".formatted(header.worker()));
        return switch (sagas.tell(header.migration(), voice, occasion -> new SagaCommand.Hear(occasion, report))) {
            case Told.Unknown _u -> Optional.of("no migration %s is known".formatted(header.migration()));
            case Told.Refused(String reason) -> Optional.of(reason);
            case Told.Happened happened -> {
                if (happened.events().isEmpty()) {
                    late(header);
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> stranger(ReportHeader header) {
        TargetIdentity reached = header.identity();
        return reached == null
                ? Optional.empty()
                : dispatches
                        .boundTo(header.dispatch())
                        .filter(bound -> !bound.equals(reached))
                        .map(bound ->
                                "it speaks of database %s, and the migration is bound to %s".formatted(reached, bound));
    }

    private void late(ReportHeader header) {
        late.run();
        LOG.atInfo()
                .addKeyValue("migration", header.migration())
                .addKeyValue("step", header.step())
                .addKeyValue("dispatch", header.dispatch())
                .log("A report came late or twice and changes nothing");
    }
}
