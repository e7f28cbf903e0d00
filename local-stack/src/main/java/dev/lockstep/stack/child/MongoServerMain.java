package dev.lockstep.stack.child;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.h2.mvstore.MVStore;

/** A server that speaks MongoDB's protocol over a file; it is there for machines that can run no MongoDB. */
public final class MongoServerMain {

    private MongoServerMain() {}

    /** Takes the path of the file and the port. */
    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        MVStore store = new MVStore.Builder()
                .fileName(arguments[0])
                .autoCommitDisabled()
                .open();
        CommittingBackend backend = new CommittingBackend(store);
        backend.version(ServerVersion.MONGO_5_0);
        MongoServer server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow, "shutdown"));
        server.bind("127.0.0.1", Integer.parseInt(arguments[1]));
    }
}
