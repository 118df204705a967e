/** Objects in Amazon S3, or in a store that speaks its protocol. */
@NullMarked
package dev.baton.s3;

import org.jspecify.annotations.NullMarked;
