package dev.lockstep.mongo.target;

import com.mongodb.ConnectionString;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.StoreTool.ToolUnusable;
import dev.lockstep.worker.TargetSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How MongoDB's own programs reach the database of a target. */
public final class MongoToolAccess {
    private final TargetSettings settings;
    private final MongoOptions options;

    MongoToolAccess(TargetSettings settings, MongoOptions options) {
        this.settings = settings;
        this.options = options;
    }

    /**
     * The connection string with the current credentials, as a quoted string of YAML.
     *
     * @throws ToolUnusable if the target has certificates of its own
     */
    public String quotedUri() {
        if (!options.sslBundle().isEmpty()) {
            throw new ToolUnusable("the target has the option ssl-bundle, whose files mongodump cannot read");
        }
        return LockstepJson.messages().writeValueAsString(uri());
    }

    private String uri() {
        Credentials current = settings.credentials().current();
        String username = current.username();
        String password = current.password();
        String url = settings.url();
        if (username == null || password == null) {
            return url;
        }
        int start = url.indexOf("://") + "://".length();
        String host = url.substring(url.indexOf('@', start) < 0 ? start : url.indexOf('@', start) + 1);
        String separator = host.indexOf('?') < 0 ? "?" : "&";
        String source = host.contains("authSource=") ? "" : separator + "authSource=" + encoded(options.authSource());
        return url.substring(0, start) + encoded(username) + ":" + encoded(password) + "@" + host + source;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What no text may show. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        add(secrets, settings.credentials().current().password());
        char[] ofUrl = new ConnectionString(settings.url()).getPassword();
        add(secrets, ofUrl == null ? null : new String(ofUrl));
        return secrets;
    }

    private static void add(List<String> secrets, @Nullable String secret) {
        if (secret != null) {
            secrets.add(secret);
            secrets.add(encoded(secret));
        }
    }

    /** Contains no credentials. */
    @Override
    public String toString() {
        return "tools of " + settings;
    }
}
