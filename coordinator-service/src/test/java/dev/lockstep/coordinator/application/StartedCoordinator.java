package dev.lockstep.coordinator.application;

import dev.lockstep.coordinator.CoordinatorApplication;
import dev.lockstep.service.Sha256;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A coordinator that runs in this JVM on a random port. */
final class StartedCoordinator implements AutoCloseable {
    /** A token of an administrator of every started coordinator. */
    static final String ADMIN_TOKEN = "lockstep_" + "a".repeat(43);

    private final ConfigurableApplicationContext context;

    private final StatementCounter statements;

    private StartedCoordinator(ConfigurableApplicationContext context, StatementCounter statements) {
        this.context = context;
        this.statements = statements;
    }

    static StartedCoordinator start(PostgresDatabase database, String kafka, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + kafka,
                "--lockstep.access.first-token-sha256=" + Sha256.of(ADMIN_TOKEN)));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        StatementCounter statements = new StatementCounter();
        ConfigurableApplicationContext context = new SpringApplicationBuilder(CoordinatorApplication.class)
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .initializers(starting -> starting.getBeanFactory().addBeanPostProcessor(statements))
                .run(arguments.toArray(String[]::new));
        return new StartedCoordinator(context, statements);
    }

    StatementCounter statements() {
        return statements;
    }

    Api api() {
        return new Api(
                "http://localhost:"
                        + Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")),
                ADMIN_TOKEN);
    }

    @Override
    public void close() {
        context.close();
    }
}
