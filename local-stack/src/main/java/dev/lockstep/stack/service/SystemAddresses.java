package dev.lockstep.stack.service;

import dev.lockstep.stack.files.OwnerOnlyFile;
import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.server.Server;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads and writes {@code local-stack.properties}, which has the addresses, credentials and pids of all processes. */
final class SystemAddresses {

    private static final String FILE = "local-stack.properties";

    private SystemAddresses() {}

    static Path in(StackDirectory directory) {
        return directory.root().resolve(FILE);
    }

    /** The ports of the services in the file. Empty if there is no file. */
    static Map<LockstepService, Integer> servicePorts(StackDirectory directory) {
        Properties properties = read(in(directory));
        Map<LockstepService, Integer> ports = new EnumMap<>(LockstepService.class);
        for (LockstepService service : LockstepService.values()) {
            String url = properties.getProperty(service.label() + ".url");
            if (url != null) {
                ports.put(service, URI.create(url).getPort());
            }
        }
        return ports;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return properties;
    }

    static void write(Path file, LocalSystem system) {
        String text = of(system).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        OwnerOnlyFile.write(file, text);
    }

    static SortedMap<String, String> of(LocalSystem system) {
        SortedMap<String, String> addresses = new TreeMap<>();
        PostgresDatabase main = system.mainPostgres();
        addresses.put("postgres.jdbc-url", main.jdbcUrl());
        addresses.put("postgres.username", main.username());
        addresses.put("postgres.password", main.password());
        addresses.put("mongo.uri", system.mainMongoUri());
        addresses.put("redis.uri", system.mainRedisUri());
        addresses.put("kafka.bootstrap-servers", system.servers().kafka().bootstrapServers());
        PostgresDatabase coordinator = system.coordinatorDatabase();
        addresses.put("coordinator.jdbc-url", coordinator.jdbcUrl());
        addresses.put("coordinator.username", coordinator.username());
        addresses.put("coordinator.password", coordinator.password());
        addresses.put("coordinator.token", system.tokens().admin());
        addresses.put("metrics.token", system.tokens().metrics());
        addresses.put("application.token", system.tokens().application());
        for (Server server : system.servers().servers()) {
            addresses.put(server.kind().label() + ".pid", Long.toString(server.pid()));
        }
        for (ServiceProcess service : system.services()) {
            addresses.put(service.service().label() + ".url", service.url().toString());
            addresses.put(service.service().label() + ".pid", Long.toString(service.pid()));
        }
        return addresses;
    }
}
