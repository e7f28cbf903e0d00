package dev.lockstep.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.service.MetricsToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

@ExtendWith(OutputCaptureExtension.class)
class JwkFileTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String ISSUER = "https://login.example.org";
    private static final RSAKey KEY = newKey("key-1");
    private static final RSAKey NEXT_KEY = newKey("key-2");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeKeys() throws IOException {
        file = directory.resolve("jwks.json");
        replace(keys(KEY));
    }

    private static JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("lockstep")
                .subject("alice")
                .claim("groups", "sre")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keys(RSAKey... keys) {
        return new JWKSet(List.copyOf(Stream.of(keys).map(RSAKey::toPublicJWK).toList())).toString();
    }

    /** Replaces the file in one step, as the tools do that manage such files. */
    private void replace(String content) throws IOException {
        Path written = Files.writeString(directory.resolve("new"), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String signed(String keyId, JWSAlgorithm algorithm, JWSSigner signer) {
        try {
            SignedJWT token =
                    new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(String keyId, RSAKey key) {
        try {
            return signed(keyId, JWSAlgorithm.RS256, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token() {
        return signed("key-1", KEY);
    }

    /** The check of tokens of a coordinator with this file. */
    private BearerTokens tokens(JwkFile keys) {
        AccessSettings.Oidc oidc = new AccessSettings.Oidc(
                URI.create(ISSUER), file, "lockstep", "sub", "groups", Map.of("sre", List.of("operator")));
        JwtCallers jwts = new JwtCallers(JwtDecoders.of(oidc, keys, Clock.systemUTC()), oidc);
        ApiTokens none = new ApiTokens(new JdbcApiTokens(DATABASE.jdbc()), Clock.systemUTC(), new CredentialChecks());
        return new BearerTokens(none, new MetricsToken(null), jwts);
    }

    private static void assertRefused(BearerTokens tokens, String token) {
        assertThatThrownBy(() -> tokens.check(token))
                .isInstanceOf(InvalidBearerTokenException.class)
                .hasMessage("the token is not valid")
                .hasNoCause();
    }

    @Nested
    class A_key_in_the_file {
        @Test
        void verifies_tokens() {
            Caller caller = tokens(new JwkFile(file)).check(token()).caller();
            assertThat(caller.id()).isEqualTo("oidc:%s alice".formatted(ISSUER));
            assertThat(caller.grants()).containsExactly(Grant.parse("operator"));
        }

        @Test
        void is_replaced_without_a_restart() throws IOException {
            BearerTokens tokens = tokens(new JwkFile(file));
            assertThat(tokens.check(token()).caller().actor().name()).isEqualTo("alice");
            assertRefused(tokens, signed("key-2", NEXT_KEY));
            replace(keys(KEY, NEXT_KEY));
            assertThat(tokens.check(token()).caller().actor().name()).isEqualTo("alice");
            assertThat(tokens.check(signed("key-2", NEXT_KEY)).caller().actor().name())
                    .isEqualTo("alice");
            replace(keys(NEXT_KEY));
            assertRefused(tokens, token());
        }

        @Test
        void is_withdrawn_by_a_file_without_keys() throws IOException {
            BearerTokens tokens = tokens(new JwkFile(file));
            replace("{\"keys\": []}");
            assertRefused(tokens, token());
        }
    }

    static Stream<Arguments> forgedTokens() throws JOSEException {
        RSAKey foreign = newKey("key-1");
        return Stream.of(
                Arguments.of("of a key that is not in the file", signed("key-2", NEXT_KEY)),
                Arguments.of("of another key with an id of the file", signed("key-1", foreign)),
                Arguments.of("of a key of the file with another id", signed("key-2", KEY)),
                Arguments.of("that is unsigned", new PlainJWT(claims()).serialize()),
                Arguments.of(
                        "with the public key as a shared secret",
                        signed(
                                "key-1",
                                JWSAlgorithm.HS256,
                                new MACSigner(KEY.toRSAPublicKey().getEncoded()))),
                Arguments.of(
                        "with the text of the public key as a shared secret",
                        signed(
                                "key-1",
                                JWSAlgorithm.HS256,
                                new MACSigner(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)))));
    }

    @Nested
    class A_forged_token {
        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.lockstep.coordinator.access.JwkFileTest#forgedTokens")
        void is_refused_without_a_reason(String _kind, String token) {
            assertRefused(tokens(new JwkFile(file)), token);
        }
    }

    @Nested
    class A_file_that_cannot_be_used {
        private static final String PRIVATE = "not a key set but something private";

        private void assertKept(JwkFile keys, String problem, CapturedOutput output) {
            BearerTokens tokens = tokens(keys);
            assertThat(tokens.check(token()).caller().actor().name()).isEqualTo("alice");
            assertRefused(tokens, signed("key-2", NEXT_KEY));
            assertThat(keys.problem())
                    .hasValueSatisfying(text -> assertThat(text).contains(problem));
            Health health = new JwkFileHealthIndicator(keys).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(String.valueOf(health.getDetails().get("problem"))).contains(problem);
            assertThat(output)
                    .containsOnlyOnce("the ones read before stay valid")
                    .doesNotContain(PRIVATE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{", "{}", "[]", "{\"keys\": 7}", PRIVATE, "{\"keys\": [{\"kty\": \"RSA\"}]}"})
        void leaves_the_last_keys_valid_until_it_is_corrected(String content, CapturedOutput output)
                throws IOException {
            JwkFile keys = new JwkFile(file);
            replace(content);
            assertKept(keys, "not a JSON Web Key Set", output);
            replace(keys(NEXT_KEY));
            assertThat(tokens(keys)
                            .check(signed("key-2", NEXT_KEY))
                            .caller()
                            .actor()
                            .name())
                    .isEqualTo("alice");
            assertRefused(tokens(keys), token());
            assertThat(keys.problem()).isEmpty();
        }

        @Test
        void because_it_is_missing_leaves_the_last_keys_valid(CapturedOutput output) throws IOException {
            JwkFile keys = new JwkFile(file);
            Files.delete(file);
            assertKept(keys, "does not exist", output);
        }

        @Test
        void because_it_is_a_directory_leaves_the_last_keys_valid(CapturedOutput output) throws IOException {
            JwkFile keys = new JwkFile(file);
            Files.delete(file);
            Files.createDirectory(file);
            assertKept(keys, "cannot be read", output);
        }

        @Test
        void because_it_is_too_large_leaves_the_last_keys_valid(CapturedOutput output) throws IOException {
            JwkFile keys = new JwkFile(file);
            replace(keys(NEXT_KEY) + " ".repeat(1024 * 1024));
            assertKept(keys, "larger than 1048576 bytes", output);
        }

        @Test
        void at_the_start_makes_tokens_uncheckable_until_there_are_keys(CapturedOutput output) throws IOException {
            replace(PRIVATE);
            JwkFile keys = new JwkFile(file);
            BearerTokens tokens = tokens(keys);
            assertThatThrownBy(() -> tokens.check(token())).isInstanceOf(AuthenticationServiceException.class);
            assertThat(new JwkFileHealthIndicator(keys).health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(output).containsOnlyOnce("its tokens cannot be checked").doesNotContain(PRIVATE);
            replace(keys(KEY));
            assertThat(tokens.check(token()).caller().actor().name()).isEqualTo("alice");
            assertThat(new JwkFileHealthIndicator(keys).health().getStatus()).isEqualTo(Status.UP);
        }
    }
}
