package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.h2.mvstore.MVStore;

/** Main class of the JVM that runs mongo-java-server with an H2 file as its storage. */
public final class MongoServerMain {

    private MongoServerMain() {}

    /** Takes the path of the H2 file and the port, and for TLS the PEM files of the certificate and of its key. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Logger.getLogger("").setLevel(Level.WARNING);
        MVStore store = new MVStore.Builder()
                .fileName(arguments[0])
                .autoCommitDisabled()
                .open();
        DurableBackend backend = new DurableBackend(store);
        backend.version(ServerVersion.MONGO_5_0);
        MongoServer server = new MongoServer(backend);
        if (arguments.length > 2) {
            PemFiles pem = new PemFiles(Path.of(arguments[2]), Path.of(arguments[3]));
            server.enableSsl(pem.key(), null, pem.certificates());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow, "shutdown"));
        server.bind("127.0.0.1", Integer.parseInt(arguments[1]));
    }
}
