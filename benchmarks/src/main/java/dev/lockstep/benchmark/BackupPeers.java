package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.postgres.PostgresDatabase;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.postgresql.PGConnection;

/** Reads units into a compressed file without Lockstep: no manifest, no digests, no comparison, nothing to restore by. */
final class BackupPeers {

    private static final int BATCH = 500;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path directory;

    BackupPeers(Path directory) {
        this.directory = directory;
    }

    /** {@code COPY ... TO STDOUT} of the table that the plans change. */
    Duration copy(PostgresDatabase database) {
        return toFile(file -> {
            try (Connection connection = database.connect()) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY bench TO STDOUT", file);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The documents of a collection as the server sends them. */
    Duration find(String uri, String collection) {
        return toFile(file -> {
            try (MongoClient client = MongoClients.create(uri)) {
                for (RawBsonDocument document : client.getDatabase(MongoDatabases.nameIn(uri))
                        .getCollection(collection, RawBsonDocument.class)
                        .find()) {
                    ByteBuf bytes = document.getByteBuffer();
                    file.write(bytes.array(), bytes.position(), bytes.remaining());
                }
            }
        });
    }

    /** SCAN, and DUMP of each batch of keys, pipelined. */
    Duration dump(String uri) {
        return toFile(file -> {
            RedisClient client = RedisClient.create(uri);
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                dump(connection, new DataOutputStream(file));
            } finally {
                client.shutdown();
            }
        });
    }

    private static void dump(StatefulRedisConnection<String, String> connection, DataOutputStream file)
            throws IOException {
        ScanIterator<String> scan = ScanIterator.scan(
                connection.sync(),
                ScanArgs.Builder.matches(RedisBenchmark.SOURCE + "*").limit(BATCH));
        List<String> batch = new ArrayList<>();
        while (scan.hasNext()) {
            batch.add(scan.next());
            if (batch.size() == BATCH || !scan.hasNext()) {
                write(connection, batch, file);
                batch.clear();
            }
        }
    }

    private static void write(
            StatefulRedisConnection<String, String> connection, List<String> keys, DataOutputStream file)
            throws IOException {
        connection.setAutoFlushCommands(false);
        List<RedisFuture<byte[]>> dumps =
                keys.stream().map(connection.async()::dump).toList();
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        if (!LettuceFutures.awaitAll(LIMIT, dumps.toArray(RedisFuture[]::new))) {
            throw new IllegalStateException("Redis did not answer within " + LIMIT);
        }
        for (int i = 0; i < keys.size(); i++) {
            byte[] dump = dumps.get(i).toCompletableFuture().join();
            file.write(keys.get(i).getBytes(StandardCharsets.UTF_8));
            file.writeInt(dump.length);
            file.write(dump);
        }
    }

    private interface Work {
        void writeTo(OutputStream file) throws IOException;
    }

    private Duration toFile(Work work) {
        Path path = directory.resolve("peer.gz");
        long startNanos = System.nanoTime();
        try {
            Files.createDirectories(directory);
            try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(path), 65_536)) {
                work.writeTo(file);
            }
            Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
            Files.delete(path);
            return time;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
