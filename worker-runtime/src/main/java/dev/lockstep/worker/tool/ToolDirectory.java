package dev.lockstep.worker.tool;

import dev.lockstep.worker.StoreTool;
import dev.lockstep.worker.StoreTool.ToolUnusable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A temporary directory for one call of a tool. Directory and files are readable by the worker's user only. */
final class ToolDirectory implements StoreTool.PrivateFiles, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolDirectory.class);

    private final Path directory;

    private ToolDirectory(Path directory) {
        this.directory = directory;
    }

    static ToolDirectory create() {
        try {
            return new ToolDirectory(Files.createTempDirectory(
                    "lockstep-tool-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
        } catch (IOException _notWritable) {
            throw new ToolUnusable("no file can be made for the credentials of a tool in %s (java.io.tmpdir)"
                    .formatted(System.getProperty("java.io.tmpdir")));
        }
    }

    Path path() {
        return directory;
    }

    @Override
    public Path write(String name, String content) {
        Path file = directory.resolve(name);
        try (SeekableByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException _notWritable) {
            throw new ToolUnusable("the file %s of a tool cannot be written".formatted(file));
        }
        return file;
    }

    /** The tool may have written files of its own. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException thrown) {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(thrown)
                    .log("files with the credentials of a tool were not deleted; delete the directory");
        }
    }
}
