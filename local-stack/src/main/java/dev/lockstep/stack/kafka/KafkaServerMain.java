package dev.lockstep.stack.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.Kafka;
import org.apache.kafka.metadata.storage.Formatter;

/** Main class of the broker's JVM: formats a new data directory, then runs Kafka's own main class. */
public final class KafkaServerMain {

    // Each cluster has only one broker, so all clusters may have the same id.
    private static final String CLUSTER_ID = "bG9ja3N0ZXAtc3RhY2s-AA";

    private KafkaServerMain() {}

    /** Takes the path of {@code server.properties}. */
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        format(read(Path.of(arguments[0])));
        Kafka.main(arguments);
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void format(Properties properties) throws Exception {
        String directory = properties.getProperty("log.dirs");
        new Formatter()
                .setClusterId(CLUSTER_ID)
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setControllerListenerName(properties.getProperty("controller.listener.names"))
                .setMetadataLogDirectory(directory)
                .addDirectory(directory)
                .setIgnoreFormatted(true)
                .run();
    }
}
