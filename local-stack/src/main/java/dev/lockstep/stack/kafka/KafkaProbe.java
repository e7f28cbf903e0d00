package dev.lockstep.stack.kafka;

import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.server.ServerAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;

/**
 * Checks whether a broker is registered in its cluster and can use its files. A broker that accepts connections may not
 * be registered yet.
 */
public final class KafkaProbe {

    private static final int LIMIT_MILLIS = 5_000;

    private KafkaProbe() {}

    public static boolean isReady(int port) {
        return PortProbe.isOpen(port) && hasRegisteredBroker(ServerAddress.loopback(port));
    }

    private static boolean hasRegisteredBroker(ServerAddress address) {
        try (Admin admin = Admin.create(Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                address.toString(),
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                20,
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                20,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                LIMIT_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                LIMIT_MILLIS))) {
            List<Integer> brokers = admin.describeCluster().nodes().get(LIMIT_MILLIS, TimeUnit.MILLISECONDS).stream()
                    .map(Node::id)
                    .toList();
            return !brokers.isEmpty() && canUseFiles(admin, brokers);
        } catch (ExecutionException | TimeoutException ignored) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    private static boolean canUseFiles(Admin admin, List<Integer> brokers)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .describeLogDirs(brokers)
                .allDescriptions()
                .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .flatMap(directories -> directories.values().stream())
                .allMatch(directory -> directory.error() == null);
    }
}
