package dev.lockstep.testservers.provider;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.lockstep.stack.server.ServerAddress;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import dev.lockstep.stack.server.ServerStartFailed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/**
 * A server in a container. The host port is fixed, because Docker would otherwise choose another port at every start.
 * Kill and restart keep the container and thus its data.
 */
final class ContainerServerProcess implements ServerProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final ServerKind kind;
    private final GenericContainer<?> container;
    private final int port;
    private final BooleanSupplier isReady;

    ContainerServerProcess(
            ServerKind kind, GenericContainer<?> container, int containerPort, int port, BooleanSupplier isReady) {
        this.kind = kind;
        this.container = container;
        this.port = port;
        this.isReady = isReady;
        container.setPortBindings(List.of(ServerAddress.LOOPBACK + ":" + port + ":" + containerPort));
    }

    @Override
    public ServerKind kind() {
        return kind;
    }

    @Override
    public ServerAddress address() {
        return ServerAddress.loopback(port);
    }

    @Override
    public long pid() {
        Long pid = state().getPidLong();
        if (pid == null) {
            throw new IllegalStateException("the container of " + kind.label() + " has no process");
        }
        return pid;
    }

    private ContainerState state() {
        return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    // isRunning() of Testcontainers is correct only until the first stop, so this method reads the state from Docker.
    @Override
    public boolean isRunning() {
        return container.getContainerId() != null && Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        if (container.getContainerId() == null) {
            container.start();
        } else {
            docker().startContainerCmd(container.getContainerId()).exec();
        }
        awaitReady();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new ServerStartFailed(kind, "it was not ready within " + START_LIMIT.toSeconds() + " s", log());
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    @Override
    public void stop() {
        if (isRunning()) {
            docker().stopContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public void kill() {
        if (isRunning()) {
            docker().killContainerCmd(container.getContainerId())
                    .withSignal("KILL")
                    .exec();
            docker().waitContainerCmd(container.getContainerId()).start().awaitStatusCode();
        }
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public String log() {
        return container.getContainerId() == null ? "" : container.getLogs();
    }
}
