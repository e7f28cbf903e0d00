package dev.lockstep.system.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.SecurityUtils;

/** The permissions in the table of {@code docs/transport.md}. The tests grant nothing else, so the table is complete. */
final class AclTable {
    /** Principal, resource, name, pattern, operations. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| (\\w+) \\| (Topic|Group) \\| `([^`]+)` \\| (literal|prefixed) \\| ([\\w, ]+) \\|", Pattern.MULTILINE);

    private AclTable() {}

    /**
     * The permissions of a service.
     *
     * @param service its name in the first column
     * @param user its Kafka user
     * @param target the name of the worker's target
     * @param kind the kind of the worker's target
     */
    static List<AclBinding> of(String service, String user, String target, String kind) {
        return rows().filter(row -> row.group(1).equals(service))
                .flatMap(row -> bindings(row, user, target, kind))
                .toList();
    }

    private static Stream<MatchResult> rows() {
        try {
            return ROW.matcher(Files.readString(LockstepSystem.PROJECT.resolve("docs/transport.md")))
                    .results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<AclBinding> bindings(MatchResult row, String user, String target, String kind) {
        ResourcePattern resource = new ResourcePattern(
                SecurityUtils.resourceType(row.group(2)),
                row.group(3).replace("<target>", target).replace("<kind>", kind),
                row.group(4).equals("literal") ? PatternType.LITERAL : PatternType.PREFIXED);
        return Stream.of(row.group(5).split(", "))
                .map(operation -> binding(resource, user, SecurityUtils.operation(operation)));
    }

    static AclBinding binding(ResourcePattern resource, String user, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }
}
