package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.BackupResult.BackupFile;
import dev.lockstep.worker.BackupManifest.ToolFile;
import dev.lockstep.worker.BackupWriter;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StoreTool;
import dev.lockstep.worker.StoreTool.ToolUnusable;
import dev.lockstep.worker.tool.StoreTools;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes the files of one attempt. Holds buffers of a few hundred kilobytes, whatever the size of the files. */
final class StoredBackupWriter implements BackupWriter {
    private static final Pattern FILE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,96}\\.gz");
    private static final Pattern TOOL_FILE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final int MAX_FILES = 10_000;
    private static final int MAX_NOTES = 1_000;
    private static final int BUFFER = 64 * 1024;

    private final BackupStorage storage;
    private final BackupPath folder;
    private final long maxSize;
    private final List<BackupFile> files = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<ToolFile> made = new ArrayList<>();
    private final StoreTools tools;
    private long remaining;

    StoredBackupWriter(BackupStorage storage, BackupPath folder, long maxSize, StoreTools tools) {
        this.storage = storage;
        this.folder = folder;
        this.maxSize = maxSize;
        this.tools = tools;
        this.remaining = maxSize;
    }

    @Override
    public void file(String name, Content content) {
        requireNew(name);
        Failpoints.hit("backup.before-file");
        try (BackupStorage.NewFile file = storage.create(folder.plus(name))) {
            DigestingOutput digested = new DigestingOutput(file.stream(), remaining, maxSize);
            long units;
            try (OutputStream compressed = new FastGzip(new BufferedOutputStream(digested, BUFFER))) {
                // The engine gets a stream that it may close or flush, and does not have to.
                OutputStream unclosed = new UnclosedOutput(new BufferedOutputStream(compressed, BUFFER));
                units = content.writeTo(unclosed);
                unclosed.flush();
            }
            file.commit();
            remaining -= digested.bytes();
            files.add(new BackupFile(name, digested.bytes(), units, digested.digest()));
        } catch (IOException thrown) {
            throw StorageFailures.of(thrown);
        } catch (UncheckedIOException thrown) {
            throw StorageFailures.of(StorageFailures.causeOf(thrown));
        }
        Failpoints.hit("backup.after-file");
    }

    private void requireNew(String name) {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the file is named \"%s\"; expected up to 100 of a-z 0-9 . _ -, with .gz at the end"
                            .formatted(name));
        }
        if (files.stream().anyMatch(file -> file.name().equals(name))) {
            throw new IllegalArgumentException("the backup already has a file %s".formatted(name));
        }
        if (files.size() == MAX_FILES) {
            throw new IllegalArgumentException(
                    "the backup has %d files; the limit is %d".formatted(MAX_FILES, MAX_FILES));
        }
    }

    @Override
    public void tool(StoreTool tool, StepContext context) {
        requireToolFile(tool);
        BackupFile[] stored = new BackupFile[1];
        try {
            tools.run(tool, context::checkpoint, output -> stored[0] = store(tool.fileName(), output))
                    .ifPresent(version -> add(tool, version, stored[0]));
        } catch (ToolUnusable unusable) {
            noteOrFail(String.valueOf(unusable.getMessage()));
        } catch (NoRoomException full) {
            noteOrFail("the file of %s has no room: %s".formatted(tool.name(), full.getMessage()));
        } catch (IOException thrown) {
            throw StorageFailures.of(thrown);
        }
    }

    private void requireToolFile(StoreTool tool) {
        boolean exists = made.stream().anyMatch(file -> file.file().equals(tool.fileName()))
                || files.stream().anyMatch(file -> file.name().equals(tool.fileName()));
        if (!TOOL_FILE_NAME.matcher(tool.fileName()).matches() || exists || made.size() == MAX_FILES) {
            throw new IllegalArgumentException(
                    "the file of %s is named \"%s\"; expected a new name of up to 100 of a-z 0-9 . _ -"
                            .formatted(tool.name(), tool.fileName()));
        }
    }

    /** The tool has compressed what it writes. */
    private BackupFile store(String name, StoreTools.ToolOutput output) throws IOException {
        try (BackupStorage.NewFile file = storage.create(folder.plus(name))) {
            DigestingOutput digested = new DigestingOutput(file.stream(), remaining, maxSize);
            output.writeTo(digested);
            file.commit();
            return new BackupFile(name, digested.bytes(), 0, digested.digest());
        }
    }

    private void add(StoreTool tool, String version, BackupFile file) {
        remaining -= file.bytes();
        made.add(new ToolFile(tool.name(), version, file.name(), file.bytes(), file.digest()));
    }

    private void noteOrFail(String reason) {
        if (tools.isRequired()) {
            throw OperationFailed.withoutEffect(
                    "backup-tool",
                    "%s. The backup needs the file of the store's own tool (lockstep.backups.tools.required)"
                            .formatted(reason));
        }
        String note = "%s. The backup has no file of this tool; a restore does not need it".formatted(reason);
        if (!notes.contains(note)) {
            note(note);
        }
    }

    @Override
    public void note(String note) {
        if (notes.size() < MAX_NOTES) {
            notes.add(note);
        }
    }

    List<BackupFile> files() {
        return List.copyOf(files);
    }

    List<ToolFile> tools() {
        return List.copyOf(made);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Keeps the file open for the end of its compression. */
    private static final class UnclosedOutput extends FilterOutputStream {
        private UnclosedOutput(OutputStream file) {
            super(file);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            out.write(content, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** The network and the store are slower than the fastest level, and not slower than the default one. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream file) throws IOException {
            super(file, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
