package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.service.CredentialFile;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Credentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One credential as it is configured: as a value, as a file, or not at all.
 *
 * @param value the credential itself
 */
record CredentialSettings(@Nullable String value, @Nullable CredentialFile file) {
    /**
     * Takes user name and password out of the settings of a target.
     *
     * @throws IllegalArgumentException if a credential is configured twice, or a file cannot be read
     */
    static CredentialSource removeFrom(Map<String, String> settings, TargetName target) {
        try {
            CredentialSettings username = removeFrom(settings, "username");
            CredentialSettings password = removeFrom(settings, "password");
            return username.file == null && password.file == null
                    ? CredentialSource.fixed(username.value, password.value)
                    : CredentialFiles.read(target, () -> new Credentials(username.read(), password.read()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("target %s: %s".formatted(target, e.getMessage()), e);
        }
    }

    private static CredentialSettings removeFrom(Map<String, String> settings, String name) {
        String option = name + "-file";
        String value = settings.remove(name);
        String path = settings.remove(option);
        if (value != null && path != null) {
            throw new IllegalArgumentException("both %s and %s are set; set one of them".formatted(name, option));
        }
        return new CredentialSettings(value, path == null ? null : CredentialFile.of(option, path));
    }

    private @Nullable String read() {
        return file == null ? value : file.read();
    }
}
