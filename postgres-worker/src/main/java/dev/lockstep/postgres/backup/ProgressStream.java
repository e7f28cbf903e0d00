package dev.lockstep.postgres.backup;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.worker.StepContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes bytes on, and reports progress after each megabyte, so that a dispatch that is superseded stops. */
final class ProgressStream extends FilterOutputStream {
    private static final int INTERVAL = 1 << 20;

    private final StepContext context;
    private final long rowsBefore;
    private long rows;
    private int bytes;

    /** @param rowsBefore the rows of earlier files */
    ProgressStream(OutputStream out, StepContext context, long rowsBefore) {
        super(out);
        this.context = context;
        this.rowsBefore = rowsBefore;
    }

    @Override
    public void write(int next) throws IOException {
        write(new byte[] {(byte) next}, 0, 1);
    }

    /** The server sends one row at a time. */
    @Override
    public void write(byte[] row, int offset, int length) throws IOException {
        out.write(row, offset, length);
        rows++;
        bytes += length;
        if (bytes >= INTERVAL) {
            bytes = 0;
            context.progress(new Progress(rowsBefore + rows, null));
        }
    }
}
