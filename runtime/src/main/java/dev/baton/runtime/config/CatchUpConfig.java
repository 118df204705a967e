package dev.baton.runtime.config;

/**
 * How regions that were lost are caught up. Immutable.
 *
 * @param policy who starts it; default {@link CatchUpPolicy#AUTO}
 * @param rate how much one catch-up writes per second, at least 1 KiB; default {@link ByteRate#UNLIMITED}
 */
public record CatchUpConfig(CatchUpPolicy policy, ByteRate rate) {

    /** What holds where the file says nothing. */
    public static final CatchUpConfig DEFAULT = new CatchUpConfig(CatchUpPolicy.AUTO, ByteRate.UNLIMITED);

    private static final long MIN_BYTES_PER_SECOND = 1024;

    public CatchUpConfig {
        new Faults()
                .require(
                        rate.bytesPerSecond() >= MIN_BYTES_PER_SECOND,
                        "must be at least 1KiB; for none at all use 'policy: manual'",
                        "rate")
                .throwIfAny();
    }
}
