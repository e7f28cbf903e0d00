package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetSettings;
import dev.lockstep.worker.target.TargetSettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/**
 * The local server in place of MongoDB has no users and refuses every login. These tests therefore look at the login that
 * a new client tries; that the runtime replaces the clients of a target is tested with the other stores.
 */
class CredentialRotationTest {
    private final MongoTestDatabase database = new MongoTestDatabase();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        database.close();
    }

    private TargetSettings settings(Path user, Path password) {
        return TargetSettingsReader.read(List.of(Map.of(
                        "lockstep.targets.shop.url",
                        database.settings().url(),
                        "lockstep.targets.shop.username-file",
                        user.toString(),
                        "lockstep.targets.shop.password-file",
                        password.toString())))
                .getFirst();
    }

    private static String login(TargetSettings settings) {
        try (MongoTargetDatabase client =
                MongoTargetDatabase.of(settings, new TlsContexts(new DefaultSslBundleRegistry()))) {
            MongoSecurityException refused = catchThrowableOfType(MongoSecurityException.class, client::hello);
            MongoCredential credential = refused.getCredential();
            return credential.getUserName() + ":" + String.valueOf(credential.getPassword());
        }
    }

    @Nested
    class Credentials_in_files {
        @Test
        void are_those_that_the_files_have_when_a_client_is_created() throws IOException {
            Path user = Files.writeString(directory.resolve("user"), "blue\n");
            Path password = Files.writeString(directory.resolve("password"), "blue-secret\n");
            TargetSettings settings = settings(user, password);
            assertThat(login(settings)).isEqualTo("blue:blue-secret");
            Files.writeString(user, "green\n");
            Files.writeString(password, "green-secret\n");
            assertThat(settings.credentials().refresh()).isTrue();
            assertThat(login(settings)).isEqualTo("green:green-secret");
        }
    }

    @Nested
    class A_refused_login {
        @Test
        void is_transient_if_the_credentials_are_in_files() throws IOException {
            Path file = Files.writeString(directory.resolve("password"), "x");
            try (ConnectedTarget rotated =
                            new MongoTargetConnector(new DefaultSslBundleRegistry()).connect(settings(file, file));
                    ConnectedTarget fixed =
                            new MongoTargetConnector(new DefaultSslBundleRegistry()).connect(database.settings())) {
                MongoSecurityException refused = new MongoSecurityException(
                        MongoCredential.createCredential("u", "admin", "x".toCharArray()), "refused");
                assertThat(rotated.classify(refused)).isInstanceOf(StepFailure.Transient.class);
                assertThat(fixed.classify(refused)).isInstanceOf(StepFailure.Permanent.class);
            }
        }
    }
}
