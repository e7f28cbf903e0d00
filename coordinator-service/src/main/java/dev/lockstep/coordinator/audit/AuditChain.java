package dev.lockstep.coordinator.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.service.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies the chain: computes each hash again, and compares the last one with the end that is kept separately. */
public final class AuditChain {
    private static final int PAGE = 1_000;
    private static final String START = "lockstep audit trail";
    private final JdbcAuditTrail trail;

    public AuditChain(JdbcAuditTrail trail) {
        this.trail = trail;
    }

    /**
     * The result of a verification.
     *
     * @param entries the number of entries that were verified, up to the first broken link
     * @param lastHash the hash of the last of them, in hexadecimal; keep it elsewhere to find a chain that was
     *     computed again
     * @param brokenAt the sequence of the first entry that is missing, changed or not in the chain; absent if there is none
     * @param finding what is wrong with it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Verification(long entries, String lastHash, @Nullable Long brokenAt, @Nullable String finding) {
        public boolean isIntact() {
            return brokenAt == null;
        }
    }

    private record Link(long sequence, String hash) {
        Verification intact() {
            return new Verification(sequence, hash, null, null);
        }

        Verification broken(String finding) {
            return new Verification(sequence, hash, sequence + 1, finding);
        }
    }

    /** Reads the whole trail in pages. Entries that are appended meanwhile are not verified. */
    public Verification verify() {
        JdbcAuditTrail.ChainedEntry end = trail.head();
        Link last = new Link(0, Sha256.of(START));
        while (last.sequence() < end.sequence()) {
            List<JdbcAuditTrail.ChainedEntry> page = trail.after(last.sequence(), PAGE);
            if (page.isEmpty()) {
                return last.broken("the entry is missing; the trail has %d entries".formatted(end.sequence()));
            }
            for (JdbcAuditTrail.ChainedEntry entry : page) {
                if (last.sequence() == end.sequence()) {
                    break;
                }
                if (entry.sequence() != last.sequence() + 1) {
                    return last.broken("the entry is missing; the next one is %d".formatted(entry.sequence()));
                }
                String hash = next(last.hash(), entry.text());
                if (!hash.equals(entry.hash())) {
                    return last.broken("its text, or its hash, or the hash before it was changed");
                }
                last = new Link(entry.sequence(), hash);
            }
        }
        return last.hash().equals(end.hash())
                ? last.intact()
                : last.broken("the last hash does not match the end of the trail, which was changed");
    }

    private static String next(String hashBefore, String text) {
        return Sha256.of(HexFormat.of().parseHex(hashBefore), text.getBytes(StandardCharsets.UTF_8));
    }
}
