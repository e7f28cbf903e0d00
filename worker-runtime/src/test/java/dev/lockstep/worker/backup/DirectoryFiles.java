package dev.lockstep.worker.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Backups in a directory. */
record DirectoryFiles(Path directory) implements BackupFiles {
    @Override
    public BackupStorage storage(long minFree) {
        return new DirectoryStorage(directory, minFree);
    }

    Path pathOf(BackupPath path) {
        return directory.resolve(path.toString());
    }

    @Override
    public byte[] read(BackupPath file) {
        try {
            return Files.readAllBytes(pathOf(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(BackupPath file, byte[] content) {
        try {
            Files.createDirectories(pathOf(file.parent()));
            Files.write(pathOf(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(BackupPath file) {
        try {
            Files.delete(pathOf(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> all() {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !path.equals(directory))
                    .map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
