package dev.baton.testkit.cloud;

/** One service of a cloud, in its dialect. Implementations must be safe for use by several threads. */
interface CloudApi {

    /** Carries out the request, which is signed as it must be. */
    CloudReply answer(CloudRequest request);

    /** Carries out a part of a request that has several, without the first; so nothing of one that has no parts. */
    default CloudReply answerPartly(CloudRequest request) {
        return error(broken());
    }

    /** An error in the dialect. */
    CloudReply error(CloudError error);

    /** What the service says of two writes that get into each other's way, of which it knows no winner. */
    CloudError contended();

    /** What it says of a condition that does not hold. */
    CloudError conditionNotMet();

    /** What it says if there are too many requests. */
    CloudError throttled();

    /** What it says if something is wrong with itself. */
    CloudError broken();
}
