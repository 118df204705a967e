package dev.baton.testkit.cloud;

/** What can go wrong with a request; each is a thing that real clouds and networks do. */
public enum CloudFault {
    /** The connection is cut before anything is done. */
    DROPPED,
    /** The request is carried out, and the connection is cut instead of an answer. */
    ANSWER_LOST,
    /** There is no answer; the request is carried out by {@link CloudServer#deliverLate}. */
    LATE,
    /** The request is carried out at once, and answered too late for anybody to wait for it. */
    DELAYED,
    /** The request is carried out, and a hidden repetition by somebody between finds its condition broken. */
    REPEATED,
    /** Refused because another write is under way: 409. Nothing is done. */
    CONTENDED,
    /** Refused because there are too many: 429 or 503, as the cloud says it. Nothing is done. */
    THROTTLED,
    /** An error of the service, 500. Nothing is done. */
    BROKEN,
    /** An error of the service, 500, although the request is carried out. */
    BROKEN_LATER,
    /** An answer without a body that a gateway gives: 502. Nothing is done. */
    GATEWAY,
    /** The request is carried out, and the answer is cut off in its headers. */
    CUT_OFF,
    /** Of several messages in a request every second one is stored, and the answer says of the others why not; a lone one is not stored. */
    PARTLY
}
