// Drives the emulator with Oracle's SDK for JavaScript through the calls of Oracle's demonstration, so that the emulator is not only as
// right as Baton's own adapter. Run by scripts/check-emulator. Arguments: the OCI configuration file, the addresses of the two regions and
// of the bucket. Ends with exit status 1 at the first difference.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(process.env.BATON_SDK + "/");
const common = require("oci-common");
const streaming = require("oci-streaming");
const storage = require("oci-objectstorage");

const [configFile, r1, r2, bucket] = process.argv.slice(2);
const authenticationDetailsProvider = new common.ConfigFileAuthenticationDetailsProvider(configFile, "DEFAULT");
const once = { retryConfiguration: common.NoRetryConfigurationDetails };
const base64 = (text) => Buffer.from(text).toString("base64");
const text = (encoded) => Buffer.from(encoded, "base64").toString();
let steps = 0;

async function step(what, run) {
  const result = await run();
  steps++;
  console.log(`ok  ${what}`);
  return result;
}

/** The status of a request that must fail. */
async function refused(promise) {
  try {
    await promise;
  } catch (e) {
    return e.statusCode;
  }
  throw new assert.AssertionError({ message: "it was not refused" });
}

function clientOf(kind, endpoint) {
  const client = new kind({ authenticationDetailsProvider });
  client.endpoint = endpoint.replace(/\/$/, "");
  return client;
}

// check.py: the first stream of the pool must be ACTIVE
async function check(region) {
  const admin = clientOf(streaming.StreamAdminClient, region);
  const list = await admin.listStreams({ streamPoolId: "ocid1.streampool.oc1..p", ...once });
  assert.equal(list.items[0].lifecycleState, "ACTIVE");
  const stream = await admin.getStream({ streamId: list.items[0].id, ...once });
  assert.ok(stream.stream.partitions > 0);
  return list.items[0].id;
}

// produce_partitions.py
async function produce(region, streamId, values) {
  const client = clientOf(streaming.StreamClient, region);
  const answer = await client.putMessages({
    streamId,
    putMessagesDetails: { messages: values.map((value) => ({ key: base64("k"), value: base64(value) })) },
    ...once,
  });
  assert.equal(answer.putMessagesResult.failures, 0);
  const offsets = answer.putMessagesResult.entries.map((entry) => Number(entry.offset));
  assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
  assert.equal(new Set(answer.putMessagesResult.entries.map((entry) => entry.partition)).size, 1);
}

// consume_r1.py: a group cursor at a time, commitOnGet, one get after the other
async function consume(region, streamId, group, most) {
  const client = clientOf(streaming.StreamClient, region);
  const made = await client.createGroupCursor({
    streamId,
    createGroupCursorDetails: {
      groupName: group,
      instanceName: "one",
      type: "AT_TIME",
      time: new Date(Date.now() - 5 * 60_000),
      commitOnGet: true,
    },
    ...once,
  });
  let cursor = made.cursor.value;
  const values = [];
  for (let i = 0; i < 20 && values.length < most; i++) {
    const got = await client.getMessages({ streamId, cursor, limit: 3, ...once });
    assert.ok(got.items.length <= 3);
    values.push(...got.items.map((item) => text(item.value)));
    cursor = got.opcNextCursor;
    await new Promise((resolve) => setTimeout(resolve, 250)); // five gets a second and group
  }
  return values;
}

// consume: a cursor of a partition from the oldest message on
async function read(region, streamId, partition) {
  const client = clientOf(streaming.StreamClient, region);
  const made = await client.createCursor({
    streamId,
    createCursorDetails: { partition, type: "TRIM_HORIZON" },
    ...once,
  });
  const got = await client.getMessages({ streamId, cursor: made.cursor.value, ...once });
  return got.items.map((item) => text(item.value));
}

// check_token() and change_token: objects that exist or do not; and what Baton builds on, conditional writes
async function tokens() {
  const client = clientOf(storage.ObjectStorageClient, bucket);
  const name = { namespaceName: "emulated", bucketName: "data", ...once };
  await client.putObject({ ...name, objectName: "check/r1", putObjectBody: "r1", contentLength: 2 });
  const first = await client.getObject({ ...name, objectName: "check/r1" });
  const found = await client.listObjects({ ...name, prefix: "check/" });
  assert.deepEqual(found.listObjects.objects.map((object) => object.name), ["check/r1"]);
  const put = (body, condition) =>
    client.putObject({ ...name, objectName: "check/r1", putObjectBody: body, contentLength: body.length, ...condition });
  assert.equal(await refused(put("again", { ifNoneMatch: "*" })), 412);
  const second = await put("second", { ifMatch: first.eTag });
  assert.notEqual(second.eTag, first.eTag);
  assert.equal(await refused(put("late", { ifMatch: first.eTag })), 412);
  await client.deleteObject({ ...name, objectName: "check/r1" });
  assert.equal(await refused(client.getObject({ ...name, objectName: "check/r1" })), 404);
}

const values = Array.from({ length: 10 }, (_, i) => `event-${i}`);
for (const [name, region] of [["r1", r1], ["r2", r2]]) {
  const streamId = await step(`${name}: the stream is listed, described and ACTIVE`, () => check(region));
  await step(`${name}: ten messages of one key go to one partition, in order`, () => produce(region, streamId, values));
  const partitions = await Promise.all([0, 1, 2].map((partition) => read(region, streamId, partition)));
  await step(`${name}: cursors of the partitions give them back`, async () =>
    assert.deepEqual(partitions.flat(), values));
  await step(`${name}: a group gets each once, and no more when it asks again`, async () => {
    assert.deepEqual(await consume(region, streamId, "the-group", 10), values);
  });
  await step(`${name}: what nobody has signed is refused`, async () => {
    const answer = await fetch(new URL(`/20180418/streams/${streamId}`, region));
    assert.equal(answer.status, 401);
  });
  await step(`${name}: an unknown stream is not found`, async () => {
    const client = clientOf(streaming.StreamAdminClient, region);
    assert.equal(await refused(client.getStream({ streamId: "ocid1.stream.oc1..none", ...once })), 404);
  });
}
await step("the bucket: put, get, list, conditions, delete", tokens);
console.log(`${steps} steps, as with Oracle's service as far as its SDK and documentation say`);
