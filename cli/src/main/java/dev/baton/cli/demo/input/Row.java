package dev.baton.cli.demo.input;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One row of the input.
 *
 * @param key of the events that are made of it; decides their partition
 * @param columns all of it; not to be changed
 */
public record Row(String key, ObjectNode columns) {}
