/** What can be told about an installation right now, even where parts of it do not answer. */
@NullMarked
package dev.baton.kafka.survey;

import org.jspecify.annotations.NullMarked;
