/** Objects in OCI Object Storage, by its native API. */
@NullMarked
package dev.baton.oci;

import org.jspecify.annotations.NullMarked;
