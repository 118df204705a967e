package dev.baton.testkit.cloud;

import java.util.Optional;

/** Finds out who sent a request, and refuses those that are not who they say. Safe for use by several threads. */
interface SignatureCheck {

    /** Why the request is refused; empty if it is signed as it must be. */
    Optional<CloudError> refuse(CloudRequest request);
}
