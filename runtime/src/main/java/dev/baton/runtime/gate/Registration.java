package dev.baton.runtime.gate;

/**
 * One consumer that may be processing: it exists from before the gate opens until the consumer has stopped for certain. Immutable.
 *
 * @param key of the object beside the token; never used twice
 * @param region where the consumer runs
 * @param group its consumer group
 * @param instance names the process, for people
 * @param term in which it may process
 */
public record Registration(String key, String region, String group, String instance, long term) {}
