package dev.lockstep.worker.backup;

import dev.lockstep.worker.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A set of names of units, such as keys of Redis or the {@code _id}s of documents, of limited size. A name takes 32 to 64
 * bytes: half of its SHA-256 in a table with open addressing. Among a million names, one is mistaken for another with a
 * probability below 2^-87.
 */
public final class NameSet {
    private final int maxNames;
    private final MessageDigest sha256 = Sha256.start();
    private long[] table = new long[2048];
    private int size;

    public NameSet(int maxNames) {
        this.maxNames = maxNames;
    }

    /** Adds a name; returns whether it is new. A full set adds nothing, and every name that it lacks is new. */
    public boolean add(byte[] name) {
        ByteBuffer digest = digestOf(name);
        long first = digest.getLong();
        long second = digest.getLong();
        int slot = slotOf(table, first, second);
        if (table[slot] != 0) {
            return false;
        }
        if (size < maxNames) {
            table[slot] = first;
            table[slot + 1] = second;
            size++;
            growIfHalfFull();
        }
        return true;
    }

    public boolean contains(byte[] name) {
        ByteBuffer digest = digestOf(name);
        return table[slotOf(table, digest.getLong(), digest.getLong())] != 0;
    }

    /** Returns the number of the part that has the name, if all names are divided into parts of about the same size. */
    public int partOf(byte[] name, int parts) {
        return Math.floorMod(digestOf(name).getLong(16), parts);
    }

    private ByteBuffer digestOf(byte[] name) {
        byte[] digest = sha256.digest(name);
        // Zero stands for a free slot.
        digest[7] |= 1;
        return ByteBuffer.wrap(digest);
    }

    private void growIfHalfFull() {
        if (size * 4 <= table.length) {
            return;
        }
        long[] larger = new long[table.length * 2];
        for (int slot = 0; slot < table.length; slot += 2) {
            if (table[slot] != 0) {
                int next = slotOf(larger, table[slot], table[slot + 1]);
                larger[next] = table[slot];
                larger[next + 1] = table[slot + 1];
            }
        }
        table = larger;
    }

    /** Returns the slot of the entry, or the free slot for it. */
    private static int slotOf(long[] table, long first, long second) {
        int slot = 2 * ((int) (first >>> 33) & (table.length / 2 - 1));
        while (table[slot] != 0 && (table[slot] != first || table[slot + 1] != second)) {
            slot = (slot + 2) & (table.length - 1);
        }
        return slot;
    }
}
