package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The digests of all parts of a database, such as the rows of each table and its definition.
 *
 * @param parts the digests by the name of the part, for people
 */
public record ContentDigests(SortedMap<String, Digest> parts) {
    public ContentDigests {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** The digest of all parts with their names. */
    public Digest whole() {
        MessageDigest sha256 = Sha256.start();
        for (Map.Entry<String, Digest> part : parts.entrySet()) {
            sha256.update("%s %s\n".formatted(part.getValue(), part.getKey()).getBytes(StandardCharsets.UTF_8));
        }
        return Digest.of(sha256.digest());
    }

    /** Names the parts that another state of the database has not, has in addition, or has with another content. */
    public List<String> differences(ContentDigests later) {
        TreeSet<String> names = new TreeSet<>(parts.keySet());
        names.addAll(later.parts.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(parts.get(name), later.parts.get(name)))
                .map(name -> "%s %s".formatted(name, difference(name, later)))
                .toList();
    }

    private String difference(String name, ContentDigests later) {
        if (!parts.containsKey(name)) {
            return "is new";
        }
        return later.parts.containsKey(name) ? "differs" : "is missing";
    }
}
