package dev.lockstep.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/**
 * A server in a container. Docker gives a container another host port at every start, so the port is bound by us; the
 * container itself stays the same through kill and restart, and its data with it.
 */
final class ContainerServerProcess implements ServerProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final ServerKind kind;
    private final GenericContainer<?> container;
    private final int port;
    private final BooleanSupplier ready;

    ContainerServerProcess(
            ServerKind kind, GenericContainer<?> container, int innerPort, int port, BooleanSupplier ready) {
        this.kind = kind;
        this.container = container;
        this.port = port;
        this.ready = ready;
        container.setPortBindings(List.of(ServerAddress.LOOPBACK + ":" + port + ":" + innerPort));
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
            throw new IllegalStateException(kind.label() + " has no process");
        }
        return pid;
    }

    private ContainerState state() {
        return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    // Testcontainers' own isRunning() is about the first start; ours asks Docker each time.
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
        while (!ready.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new ServerStartFailed(kind, "it was not ready within " + START_LIMIT.toSeconds() + " s", log());
            }
            LockSupport.parkNanos(GLANCE.toNanos());
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
