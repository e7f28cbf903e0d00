package dev.lockstep.worker.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that has a temporary name until it is complete and on disk. */
final class DirectoryFile implements BackupStorage.NewFile {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream stream;

    DirectoryFile(Path file, RoomCheck room, boolean isPosix) throws IOException {
        room.run();
        this.file = file;
        // The storage lists no names that begin with a dot.
        this.temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        FileAttribute<?>[] attributes = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        this.channel = FileChannel.open(temporary, OPTIONS, attributes);
        this.stream = new CheckedStream(Channels.newOutputStream(channel), room);
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void commit() throws IOException {
        stream.flush();
        try {
            channel.force(true);
        } catch (IOException thrown) {
            throw noRoomIfFull(thrown);
        }
        channel.close();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        DirectoryStorage.sync(file.resolveSibling("."));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }

    /** The platform has no exception type for a full disk or quota. */
    private static IOException noRoomIfFull(IOException thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded")
                ? new NoRoomException("the file system of the backups refused a write: %s".formatted(message))
                : thrown;
    }

    /** Checks whether the file system has room. */
    interface RoomCheck {
        void run() throws IOException;
    }

    /** Checks the room again after some megabytes. */
    private static final class CheckedStream extends FilterOutputStream {
        private static final long INTERVAL = 8L << 20;
        private final RoomCheck room;
        private long unchecked;

        private CheckedStream(OutputStream file, RoomCheck room) {
            super(file);
            this.room = room;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            unchecked += length;
            if (unchecked > INTERVAL) {
                unchecked = 0;
                room.run();
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException thrown) {
                throw noRoomIfFull(thrown);
            }
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }
    }
}
