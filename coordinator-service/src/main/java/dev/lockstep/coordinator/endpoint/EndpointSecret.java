package dev.lockstep.coordinator.endpoint;

import dev.lockstep.service.CredentialFile;
import org.jspecify.annotations.Nullable;

/** A secret of an endpoint: a value, or a file that is read for each request, so that the secret can be changed. */
record EndpointSecret(@Nullable String value, @Nullable CredentialFile file) {
    /**
     * Reads the secret.
     *
     * @throws IllegalArgumentException if the file cannot be read; the message has no secret
     */
    String read() {
        if (value != null) {
            return value;
        }
        if (file == null) {
            throw new IllegalStateException("a secret has a value or a file");
        }
        return file.read();
    }

    @Override
    public String toString() {
        return "EndpointSecret";
    }
}
