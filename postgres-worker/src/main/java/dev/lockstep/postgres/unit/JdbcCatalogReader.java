package dev.lockstep.postgres.unit;

import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the committed catalog on another connection than the script's, with fixed settings, in one transaction. */
@FunctionalInterface
interface JdbcCatalogReader {
    <T> T read(Function<JdbcClient, T> query);
}
