import assert from "node:assert/strict"
import { test } from "node:test"
import { Child } from "../support/child"

/** Starts a program which has this package as `zmq`. */
function start(program: string): Child {
  const prelude = `const zmq = require(${JSON.stringify(require.resolve("#lib/index"))});`
  return Child.node(["-e", prelude + program])
}

/** It may announce that its messages have not left. */
async function endsWell(child: Child): Promise<void> {
  const { code, signal, stderr } = await child.ended
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr)
}

const undeliverable = `
  const push = new zmq.Push({ context });
  push.connect("tcp://127.0.0.1:9");
  push.send("nobody is there").then(() => push.close()).then(end);`

test("a context that another thread shuts down ends what waits there, and nothing else", async () => {
  // The moment matters: several processes, to meet it.
  const ends = Array.from({ length: 8 }, async () => {
    await using child = start(`
      const { Worker, isMainThread, parentPort } = require("node:worker_threads");
      const worker = new Worker(\`
        const zmq = require(\${JSON.stringify(require.resolve(${JSON.stringify(require.resolve("#lib/index"))}))});
        const { parentPort } = require("node:worker_threads");
        const sockets = Array.from({ length: 20 }, () => new zmq.Dealer({ immediate: true }));
        const ended = sockets.flatMap((socket) => {
          socket.connect("tcp://127.0.0.1:9");
          return [socket.send("x"), socket.receive()].map((waiting) => waiting.catch(({ code }) => code));
        });
        Promise.all(ended).then((codes) => {
          for (const socket of sockets) socket.close();
          parentPort.postMessage([...new Set(codes)]);
        });
        parentPort.postMessage("waiting");
      \`, { eval: true });
      worker.once("message", () => {
        worker.once("message", (codes) => console.log(codes.join()));
        zmq.context.shutdown();
      });
      worker.on("error", (error) => console.log("error", error));
      worker.on("exit", (code) => console.log("exit", code));`)
    await endsWell(child)
    assert.deepEqual(child.lines, ["ETERM", "exit 0"])
  })
  await Promise.all(ends)
})

test("await term() holds the process as long as its end would, and not for ever", async () => {
  await using child = start(`
    const context = new zmq.Context({ exitLinger: 100 });
    const end = () => context.term().then(() => console.log("terminated"));
    ${undeliverable}`)
  await endsWell(child)
  assert.deepEqual(child.lines, [])
})

test("await term() holds the process until the context has ended", async () => {
  await using child = start(`
    const context = new zmq.Context();
    const end = () => context.term().then(() => console.log("terminated"));
    const pull = new zmq.Pull();
    ${undeliverable.replace('"tcp://127.0.0.1:9"', '"ipc://@zmq-napi-" + process.pid')}
    setTimeout(() => pull.bindSync("ipc://@zmq-napi-" + process.pid), 200);
    pull.receive().then(([part]) => { console.log(String(part)); pull.close() });`)
  await endsWell(child)
  assert.deepEqual([...child.lines].sort(), ["nobody is there", "terminated"])
})

test("a process that waits for its messages at its end can be ended by a signal that it handled before", async () => {
  await using waiting = start(`
    const { context } = zmq;
    context.exitLinger = -1;
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
    const end = () => console.log("sent");
    setInterval(() => {}, 1000);
    ${undeliverable}`)
  await waiting.printed(/^sent$/)
  waiting.kill("SIGINT")
  await waiting.stderrMatches(/zmq-napi: the process has ended/)
  waiting.kill("SIGINT")
  const { code, signal } = await waiting.ended
  assert.deepEqual({ code, signal }, { code: null, signal: "SIGINT" })
})
