package dev.lockstep.worker.dispatch;

/** Is told when a dispatch is held back. */
interface ThrottleListener {
    ThrottleListener NONE = new ThrottleListener() {
        @Override
        public void changed() {}

        @Override
        public void held(String reason, long millis) {}
    };

    /** The dispatch begins or ends to be held back. */
    void changed();

    /** The dispatch was held back for this time. */
    void held(String reason, long millis);
}
