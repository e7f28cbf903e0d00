package dev.lockstep.stack.local;

import dev.lockstep.stack.files.DirectoryTree;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory with all files of one local stack, {@code .lockstep} by default. */
public record StackDirectory(Path root) {

    public StackDirectory {
        root = root.toAbsolutePath().normalize();
    }

    ServerDirectory server(ServerKind kind) {
        return new ServerDirectory(root.resolve(kind.label()));
    }

    /** The file with the ports of the servers. Later commands read it to find the servers. */
    Path ports() {
        return root.resolve("ports.properties");
    }

    public boolean exists() {
        return Files.isDirectory(root);
    }

    public Path log(ServerKind kind) {
        return server(kind).log();
    }

    /** Deletes all data and logs. The caller stops the processes first. */
    public void delete() {
        DirectoryTree.delete(root);
    }
}
