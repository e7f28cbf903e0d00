package dev.lockstep.stack.service;

import dev.lockstep.stack.PostgresDatabase;
import dev.lockstep.stack.StackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every address and process number in one file, for scripts and for the next command. */
final class SystemAddresses {

    static final String FILE = "local-stack.properties";

    private SystemAddresses() {}

    static void write(Path file, LocalSystem system) {
        String text = of(system).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        for (StackServer server : system.servers().servers()) {
            addresses.put(server.kind().label() + ".pid", Long.toString(server.pid()));
        }
        for (ServiceProcess service : system.services()) {
            addresses.put(service.service().label() + ".url", service.url().toString());
            addresses.put(service.service().label() + ".pid", Long.toString(service.pid()));
        }
        return addresses;
    }
}
