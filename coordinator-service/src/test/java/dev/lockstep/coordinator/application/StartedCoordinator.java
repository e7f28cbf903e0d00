package dev.lockstep.coordinator.application;

import dev.lockstep.coordinator.CoordinatorApplication;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A coordinator that runs in this JVM on a random port. */
final class StartedCoordinator implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private StartedCoordinator(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static StartedCoordinator start(PostgresDatabase database, String kafka, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + kafka));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new StartedCoordinator(new SpringApplicationBuilder(CoordinatorApplication.class)
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .run(arguments.toArray(String[]::new)));
    }

    Api api() {
        return new Api("http://localhost:"
                + Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
    }

    @Override
    public void close() {
        context.close();
    }
}
