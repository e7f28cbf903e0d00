package dev.lockstep.coordinator.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSON Web Key Set in a file, which is read again when the file has changed. While the file is missing, cannot be
 * read or is not a key set, the keys that were read before stay valid, and the log and the health state the problem. To
 * withdraw a key, write a file without it.
 */
final class JwkFile implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(JwkFile.class);
    private static final int MAX_BYTES = 1024 * 1024;
    private final Path file;
    private volatile State state = new State(null, null, "it was not read yet");

    JwkFile(Path file) {
        this.file = file;
        refresh();
    }

    /** Differs between two contents of the file, also if one replaces the other with the same time or size. */
    private record Version(FileTime modified, long size, @Nullable Object inode) {}

    /**
     * The last result of reading the file.
     *
     * @param version absent if the content could not be read, so that it is tried again
     * @param keys the keys that were read last; absent if none ever were
     * @param problem why the file cannot be used now, without its content; absent if it can
     */
    private record State(@Nullable Version version, @Nullable JWKSet keys, @Nullable String problem) {}

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        State current = refresh();
        if (current.keys() == null) {
            throw new KeySourceException("cannot use the JSON Web Key Set %s: %s".formatted(file, current.problem()));
        }
        return selector.select(current.keys());
    }

    /** Why the file cannot be used now; empty if it can. */
    Optional<String> problem() {
        return Optional.ofNullable(refresh().problem());
    }

    /** Whether there are keys, from the file as it is now or as it was before. */
    boolean hasKeys() {
        return refresh().keys() != null;
    }

    private State refresh() {
        Version found = version();
        State last = state;
        return found != null && found.equals(last.version()) ? last : read(found);
    }

    private synchronized State read(@Nullable Version found) {
        State last = state;
        if (found == null || !found.equals(last.version())) {
            state = read(found, last);
            report(last, state);
        }
        return state;
    }

    private State read(@Nullable Version found, State last) {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? new State(found, last.keys(), "it is larger than %d bytes".formatted(MAX_BYTES))
                    : new State(found, JWKSet.parse(new String(bytes, StandardCharsets.UTF_8)), null);
        } catch (NoSuchFileException _e) {
            return new State(null, last.keys(), "it does not exist");
        } catch (IOException e) {
            return new State(
                    null,
                    last.keys(),
                    "it cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        } catch (ParseException _e) {
            // The text of the exception can quote the file.
            return new State(found, last.keys(), "it is not a JSON Web Key Set");
        }
    }

    private @Nullable Version version() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException _e) {
            return null;
        }
    }

    private void report(State before, State now) {
        JWKSet keys = now.keys();
        if (now.problem() == null && keys != null) {
            LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("keys", keys.size())
                    .log("Read the keys of the identity provider");
        } else if (!Objects.equals(now.problem(), before.problem())) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("problem", now.problem())
                    .log(
                            keys == null
                                    ? "Cannot read the keys of the identity provider; its tokens cannot be checked"
                                    : "Cannot read the keys of the identity provider; the ones read before stay valid");
        }
    }
}
