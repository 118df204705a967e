package dev.baton.testkit.cloud;

/** An error as clouds tell it: the code decides, the status is for those between, the message for people. */
record CloudError(int status, String code, String message) {}
