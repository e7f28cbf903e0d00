package dev.lockstep.postgres;

import dev.lockstep.postgres.backup.PostgresBackups;
import dev.lockstep.postgres.dryrun.PostgresDryRunner;
import dev.lockstep.postgres.journal.JdbcStepJournal;
import dev.lockstep.postgres.operation.PostgresCreateIndexExecutor;
import dev.lockstep.postgres.operation.PostgresSqlExecutor;
import dev.lockstep.postgres.rehearsal.PostgresScratchCopies;
import dev.lockstep.postgres.request.PostgresRequests;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresTargetConnector;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetConnector;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PostgresConfiguration {
    @Bean
    TargetConnector postgresTargetConnector() {
        return new PostgresTargetConnector(
                JdbcStepJournal::new,
                PostgresConfiguration::executors,
                new PostgresTargetConnector.ServiceFactories(
                        PostgresDryRunner::new, PostgresBackups::new, PostgresRequests::new),
                PostgresScratchCopies::new);
    }

    /** One executor per operation of {@link dev.lockstep.contract.plan.PostgresOperation}. */
    private static List<StepExecutor<?>> executors(JdbcConnections connections, StepJournal journal) {
        return List.of(
                new PostgresSqlExecutor(connections, journal), new PostgresCreateIndexExecutor(connections, journal));
    }
}
