/**
 * Services of clouds on this machine: object storage as S3 and as OCI speak it, and OCI Streaming, with signatures that are
 * verified and faults on demand.
 *
 * <p>Modelled on the clouds' documentation and on what their SDKs send; not verified against the clouds themselves.
 */
@NullMarked
package dev.baton.testkit.cloud;

import org.jspecify.annotations.NullMarked;
