package dev.lockstep.worker.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Backups in a directory of a file system. Only the user of the worker can read it. Symbolic links in it are not
 * followed.
 */
final class DirectoryStorage implements BackupStorage {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final long minFree;

    /** @param minFree bytes that must stay free on the file system */
    DirectoryStorage(Path root, long minFree) {
        this.root = root;
        this.minFree = minFree;
    }

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public void createFolder(BackupPath folder) throws IOException {
        Path created = pathOf(folder);
        Path parent = parentOf(created);
        // Somebody else may delete an empty folder above it between the two calls.
        for (int attempt = 0; ; attempt++) {
            Files.createDirectories(parent, attributes());
            try {
                Files.createDirectory(created, attributes());
                break;
            } catch (NoSuchFileException deleted) {
                if (attempt == 10) {
                    throw deleted;
                }
            }
        }
        for (Path changed = parent; changed != null && changed.startsWith(root); changed = changed.getParent()) {
            sync(changed);
        }
    }

    private FileAttribute<?>[] attributes() {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(DIRECTORY)}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public NewFile create(BackupPath file) throws IOException {
        return new DirectoryFile(pathOf(file), this::checkRoom, isPosix());
    }

    private void checkRoom() throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free <= minFree) {
            throw new NoRoomException(("the file system of the backups has %d bytes free; more than %d are expected."
                            + " Free some, or lower lockstep.backups.min-free")
                    .formatted(free, minFree));
        }
    }

    @Override
    public InputStream open(BackupPath file) throws IOException {
        return Files.newInputStream(pathOf(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<String> folders(BackupPath folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(pathOf(folder))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (BackupPath.isName(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _noFolder) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public boolean hasFile(BackupPath file) {
        return Files.isRegularFile(pathOf(file), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void markRead(BackupPath folder, Instant time) throws IOException {
        Path mark = markOf(folder);
        FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
                .close();
        Files.setLastModifiedTime(mark, FileTime.from(time));
    }

    @Override
    public Optional<Instant> lastRead(BackupPath folder) throws IOException {
        try {
            return Optional.of(timeOf(markOf(folder)));
        } catch (NoSuchFileException _neverRead) {
            return Optional.empty();
        }
    }

    /** An empty file. Its name is not one of a backup. */
    private Path markOf(BackupPath folder) {
        return pathOf(folder).resolve(".read");
    }

    @Override
    public Instant lastChange(BackupPath folder) throws IOException {
        Path start = pathOf(folder);
        Instant newest = timeOf(start);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(start)) {
            for (Path entry : entries) {
                Instant changed = timeOf(entry);
                newest = changed.isAfter(newest) ? changed : newest;
            }
        }
        return newest;
    }

    private static Instant timeOf(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    @Override
    public void delete(BackupPath folder) throws IOException {
        Path start = pathOf(folder);
        if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(start, new Deletion());
        Path parent = parentOf(start);
        try {
            while (!parent.equals(root)) {
                Files.delete(parent);
                parent = parentOf(parent);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException _othersUseIt) {
            // Another backup is in it, or another worker has deleted it.
        }
        sync(parent);
    }

    private Path pathOf(BackupPath path) {
        Path resolved = root;
        for (String name : path.names()) {
            resolved = resolved.resolve(name);
        }
        return resolved;
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("%s has no parent".formatted(path));
        }
        return parent;
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException _deleted) {
            // Its names are gone, too.
        }
    }

    /** Deletes a directory with its content. Others may delete it at the same time. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException thrown) throws IOException {
            if (thrown instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw thrown;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException thrown) throws IOException {
            if (thrown != null) {
                throw thrown;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
