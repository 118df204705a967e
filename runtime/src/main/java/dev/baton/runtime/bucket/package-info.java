/** Object stores in buckets of a cloud: what all of them have in common, and the port to one provider's bucket. */
@NullMarked
package dev.baton.runtime.bucket;

import org.jspecify.annotations.NullMarked;
