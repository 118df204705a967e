package dev.baton.runtime.store;

/** The bytes of an object, and the version to name when replacing it. Immutable. */
public final class StoredObject {

    private final byte[] bytes;
    private final String version;

    /** A copy of these bytes with this version, which is opaque and not blank. */
    public StoredObject(byte[] bytes, String version) {
        if (version.isBlank()) {
            throw new IllegalArgumentException("version: must not be blank");
        }
        this.bytes = bytes.clone();
        this.version = version;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The opaque version; equal versions of one key mean the same object. */
    public String version() {
        return version;
    }

    /** The version and the size; never the bytes. */
    @Override
    public String toString() {
        return "version " + version + ", " + bytes.length + " bytes";
    }
}
