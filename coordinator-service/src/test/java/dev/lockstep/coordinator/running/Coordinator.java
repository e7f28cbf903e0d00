package dev.lockstep.coordinator.running;

import dev.lockstep.coordinator.CoordinatorApplication;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A coordinator in this JVM, on a port of its own. */
final class Coordinator implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private Coordinator(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Coordinator start(PostgresDatabase database, String kafka, String... settings) {
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
        return new Coordinator(new SpringApplicationBuilder(CoordinatorApplication.class)
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
