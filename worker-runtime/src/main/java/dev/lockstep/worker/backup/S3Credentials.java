package dev.lockstep.worker.backup;

import dev.lockstep.service.CredentialFile;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Reads the credentials again for each request, so they can change without a restart. */
final class S3Credentials implements AwsCredentialsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(S3Credentials.class);

    private final CredentialFile id;
    private final CredentialFile secret;
    private AwsCredentials last;

    private S3Credentials(CredentialFile id, CredentialFile secret) {
        this.id = id;
        this.secret = secret;
        this.last = read();
    }

    /**
     * The credentials of the settings; those that the SDK finds in the environment, a container or a machine of AWS if the
     * settings have none.
     *
     * @throws IllegalArgumentException if a file cannot be read; names the path
     */
    static AwsCredentialsProvider of(S3Settings settings) {
        CredentialFile id = settings.fileOfId();
        CredentialFile secret = settings.fileOfSecret();
        if (id != null && secret != null) {
            return new S3Credentials(id, secret);
        }
        return settings.accessKeyId() == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.accessKeyId(), Objects.requireNonNull(settings.secretAccessKey())));
    }

    private AwsCredentials read() {
        return AwsBasicCredentials.create(id.read(), secret.read());
    }

    /** If a file is missing for a moment, the last credentials stay in use. */
    @Override
    public synchronized AwsCredentials resolveCredentials() {
        try {
            last = read();
        } catch (IllegalArgumentException unreadable) {
            LOG.atWarn()
                    .addKeyValue("reason", unreadable.getMessage())
                    .log("the credentials of the backups cannot be read; the last ones stay in use");
        }
        return last;
    }
}
