package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.net.URI;
import java.nio.file.Path;

/** One object store, as the file names it: by exactly one key, which says of which kind it is. Immutable. */
public sealed interface StoreConfig {

    /**
     * A directory object store.
     *
     * @param path may be missing until it is opened
     */
    record Directory(Path path) implements StoreConfig {}

    /**
     * An object store that speaks plain HTTP conditional requests.
     *
     * @param address with http or https and a host, and without a user, a query or a fragment
     */
    record Http(URI address) implements StoreConfig {
        public Http {
            Decoded<URI> checked = Decodings.httpAddress(address.toString());
            new Faults()
                    .require(checked instanceof Decoded.Value, Decodings.why(checked), "address")
                    .throwIfAny();
        }

        /** Leaves out the path of the address: where an address is pre-authenticated, its path is the secret. */
        @Override
        public String toString() {
            return "Http[" + address.getScheme() + "://" + address.getAuthority() + "]";
        }
    }
}
