package dev.baton.testkit.simulation;

/**
 * Where somebody is on the network.
 *
 * @param index among all places
 * @param name for people
 */
record Place(int index, String name) {
    @Override
    public String toString() {
        return name;
    }
}
