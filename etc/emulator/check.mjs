// Drives the emulator with Oracle's SDK for JavaScript through the calls of Oracle's demonstration, so that the emulator is not only as
// right as Baton's own adapter. Run by scripts/check-emulator. Arguments: the OCI configuration file and the address of the admin port. Ends
// with exit status 1 at the first difference.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(process.env.BATON_SDK + "/");
const common = require("oci-common");
const streaming = require("oci-streaming");
const storage = require("oci-objectstorage");
const dataflow = require("oci-dataflow");

const [configFile, admin] = process.argv.slice(2);
const places = await (await fetch(admin)).json();
const bucket = places.witness.objectstorage.uri;
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
  assert.equal((await client.getNamespace(once)).value, "emulated");
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
  assert.equal(await refused(put("torn", { contentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" })), 400);
  const before = await client.getObject({ ...name, objectName: "check/r1", versionId: first.versionId });
  assert.equal(before.eTag, first.eTag);
  await client.deleteObject({ ...name, objectName: "check/r1" });
  assert.equal(await refused(client.getObject({ ...name, objectName: "check/r1" })), 404);
}

// what a consumer without commitOnGet calls
async function group(region, streamId) {
  const client = clientOf(streaming.StreamClient, region);
  const details = { groupName: "by-hand", instanceName: "one", type: "TRIM_HORIZON", commitOnGet: false };
  const made = await client.createGroupCursor({ streamId, createGroupCursorDetails: details, ...once });
  const got = await client.getMessages({ streamId, cursor: made.cursor.value, limit: 2, ...once });
  const beaten = await client.consumerHeartbeat({ streamId, cursor: got.opcNextCursor, ...once });
  await client.consumerCommit({ streamId, cursor: beaten.cursor.value, ...once });
  const offsets = async () =>
    (await client.getGroup({ streamId, groupName: "by-hand", ...once })).group.reservations.map((each) => each.committedOffset);
  assert.equal(Math.max(...(await offsets())), 1);
  await client.updateGroup({ streamId, groupName: "by-hand", updateGroupDetails: { type: "TRIM_HORIZON" }, ...once });
  assert.equal(Math.max(...(await offsets())), -1);
}

// run_dataflow.py, and what stops the run again
async function run(region) {
  const client = clientOf(dataflow.DataFlowClient, region);
  const createRunDetails = {
    applicationId: "ocid1.dataflowapplication.oc1..emulated",
    compartmentId: "ocid1.compartment.oc1..c",
    displayName: "the-run",
  };
  const made = await client.createRun({ createRunDetails, opcRetryToken: "once", ...once });
  const again = await client.createRun({ createRunDetails, opcRetryToken: "once", ...once });
  assert.equal(again.run.id, made.run.id);
  const state = async () => (await client.getRun({ runId: made.run.id, ...once })).run.lifecycleState;
  assert.equal(await state(), "ACCEPTED");
  const listed = await client.listRuns({ compartmentId: "ocid1.compartment.oc1..c", displayName: "the-run", ...once });
  assert.equal(listed.items.length, 1);
  await client.deleteRun({ runId: made.run.id, ...once });
  assert.match(await state(), /^CANCEL/);
}

/** Says a line to the admin port. */
async function order(line) {
  const answer = await fetch(admin, { method: "POST", body: line });
  assert.equal(answer.status, 200, await answer.text());
}

/** What goes wrong when it is told to, and works again. */
async function faults(name, region, streamId) {
  const client = clientOf(streaming.StreamClient, region);
  const put = () =>
    client.putMessages({ streamId, putMessagesDetails: { messages: [1, 2].map(() => ({ value: base64("x") })) }, ...once });
  await order(`fault ${name} streaming throttled`);
  assert.equal(await refused(put()), 429);
  await order(`up ${name}`);
  await order(`fault ${name} streaming partly 1`);
  assert.equal((await put()).putMessagesResult.failures, 1);
  await order(`clock ${name} 301`);
  assert.equal(await refused(put()), 401);
  await order(`down ${name}`);
  await refused(put());
  await order(`up ${name}`);
  await order(`state ${name} flights DELETED`);
  assert.equal(await refused(put()), 404);
  await order(`state ${name} flights ACTIVE`);
  assert.equal((await put()).putMessagesResult.failures, 0);
  assert.equal((await fetch(admin, { method: "POST", body: "mistaken" })).status, 400);
}

const values = Array.from({ length: 10 }, (_, i) => `event-${i}`);
for (const name of ["r1", "r2"]) {
  const region = places[name].streaming.uri;
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
  await step(`${name}: heartbeat, commit, where a group is, and moving it`, () => group(region, streamId));
  await step(`${name}: a run of Data Flow is made once, listed and cancelled`, () => run(places[name].dataflow.uri));
  await step(`${name}: faults come and go by the admin port`, () => faults(name, region, streamId));
}
await step("the bucket: put, get, list, conditions, delete", tokens);
console.log(`${steps} steps, as with Oracle's service as far as its SDK and documentation say`);
