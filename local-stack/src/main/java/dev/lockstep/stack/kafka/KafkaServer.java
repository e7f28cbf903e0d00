package dev.lockstep.stack.kafka;

import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.LocalServerProcess;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** A Kafka cluster of one broker. It does not create topics automatically. */
public final class KafkaServer extends Server {

    /** The number of consecutive ports of a local broker: one for clients and one for its controller. */
    public static final int PORTS = 2;

    private static final int LIMIT_SECONDS = 30;

    public KafkaServer(ServerProcess process) {
        super(process, ServerKind.KAFKA);
    }

    public static KafkaServer local(ServerDirectory directory, int port, ProcessLifetime lifetime) {
        return local(directory, port, lifetime, "");
    }

    /**
     * Creates a broker with more settings.
     *
     * @param settings lines of {@code server.properties}; they override the others
     */
    public static KafkaServer local(ServerDirectory directory, int port, ProcessLifetime lifetime, String settings) {
        return new KafkaServer(new LocalServerProcess(new KafkaProgram(settings), directory, port, lifetime));
    }

    public String bootstrapServers() {
        return address().toString();
    }

    /** Creates a topic. Does not change a topic that exists. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
            admin.createTopics(List.of(topic)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("Kafka refused to create topic " + name, e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka did not create topic " + name + " within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topic " + name, e);
        }
    }

    public Admin admin() {
        return Admin.create(Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }
}
