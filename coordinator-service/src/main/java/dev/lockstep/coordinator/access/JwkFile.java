package dev.lockstep.coordinator.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON Web Key Set in a file, which is read again when the file has changed. */
final class JwkFile implements JWKSource<SecurityContext> {
    private final Path file;
    private volatile @Nullable Loaded loaded;

    JwkFile(Path file) {
        this.file = file;
    }

    private record Loaded(FileTime modified, JWKSet keys) {}

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        return selector.select(keys());
    }

    private JWKSet keys() throws KeySourceException {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            Loaded last = loaded;
            if (last != null && last.modified().equals(modified)) {
                return last.keys();
            }
            JWKSet keys = JWKSet.load(file.toFile());
            loaded = new Loaded(modified, keys);
            return keys;
        } catch (IOException | ParseException e) {
            throw new KeySourceException("cannot read the JSON Web Key Set " + file, e);
        }
    }
}
