/** Logs on OCI Streaming, and objects in OCI Object Storage, by their native APIs. */
@NullMarked
package dev.baton.oci;

import org.jspecify.annotations.NullMarked;
