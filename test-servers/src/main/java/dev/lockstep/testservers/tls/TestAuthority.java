package dev.lockstep.testservers.tls;

import dev.lockstep.testservers.provider.TestDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of one test. Its certificates are valid for two days. */
public final class TestAuthority {
    private static final AtomicInteger CREATED = new AtomicInteger();
    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "authority";

    private final Path directory = TestDirectory.ofThisJvm().resolve("authority-" + CREATED.incrementAndGet());
    private final Path keyStore = directory.resolve("authority.p12");

    /** Creates the key and the certificate of the authority. */
    public TestAuthority() {
        try {
            Files.createDirectories(directory);
            keytool(AUTHORITY, "-ext", "bc:c", "-ext", "ku=keyCertSign,cRLSign");
            write(
                    "ca.pem",
                    pem("CERTIFICATE", keyStore().getCertificate(AUTHORITY).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("could not create a certificate authority", e);
        }
    }

    /** The directory of all its files. */
    public Path directory() {
        return directory;
    }

    /** The certificate of the authority, {@code ca.pem} in PEM, for trust stores. */
    public Path certificate() {
        return directory.resolve("ca.pem");
    }

    /** The context of a client that trusts this authority. */
    public SSLContext clientContext() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, keyStore().getCertificate(AUTHORITY));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("could not create a trust store", e);
        }
    }

    /** Issues a certificate for {@code localhost} and 127.0.0.1. */
    public TestCertificate issueForLocalhost(String name) {
        return issue(name, "dns:localhost,ip:127.0.0.1");
    }

    /**
     * Issues a certificate.
     *
     * @param name its common name, unique within this authority
     * @param alternativeNames such as {@code dns:db.example,ip:127.0.0.1}
     */
    public TestCertificate issue(String name, String alternativeNames) {
        try {
            keytool(name, "-signer", AUTHORITY, "-ext", "san=" + alternativeNames);
            KeyStore store = keyStore();
            byte[] derKey = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : store.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            String key = pem("PRIVATE KEY", derKey);
            return new TestCertificate(
                    write(name + ".pem", chain.toString()),
                    write(name + ".key", key),
                    write(name + "-all.pem", key + chain),
                    write(name + ".pk8", derKey));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("could not issue certificate " + name, e);
        }
    }

    private KeyStore keyStore() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
    }

    private void keytool(String alias, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(
                List.of("-alias", alias, "-dname", "CN=" + commonName(alias), "-keyalg", "RSA", "-validity", "2"));
        command.addAll(List.of("-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("keytool failed: " + output);
        }
    }

    // Clients compare issuers by name first.
    private String commonName(String alias) {
        return alias.equals(AUTHORITY) ? directory.getFileName().toString() : alias;
    }

    private Path write(String file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    // Servers refuse keys that other users can read.
    private Path write(String file, byte[] bytes) {
        try {
            Path path = Files.write(directory.resolve(file), bytes);
            return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, base64);
    }
}
