package dev.lockstep.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where one local stack keeps everything it has; by default {@code .lockstep} where the command is run. */
public record StackDirectory(Path root) {

    public StackDirectory {
        root = root.toAbsolutePath().normalize();
    }

    ServerHome home(ServerKind kind) {
        return new ServerHome(root.resolve(kind.label()));
    }

    /** The file that holds the ports, so that a later command finds the same servers. */
    Path ports() {
        return root.resolve("ports.properties");
    }

    public boolean exists() {
        return Files.isDirectory(root);
    }

    /** The log of this server. */
    public Path log(ServerKind kind) {
        return home(kind).log();
    }

    /** Removes all data and logs; whoever calls has ended the processes before. */
    public void delete() {
        Trees.delete(root);
    }
}
