import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { test } from "node:test"

/** Runs a program in a process of its own, with this package as `zmq`. */
function run(program: string) {
  const prelude = `const zmq = require(${JSON.stringify(require.resolve("#lib/index"))});`
  const child = spawn(process.execPath, ["-e", prelude + program], { stdio: ["ignore", "pipe", "pipe"] })
  const texts = { stdout: "", stderr: "" }
  for (const stream of ["stdout", "stderr"] as const) child[stream].on("data", (data) => (texts[stream] += data))
  return { child, texts, ended: once(child, "close") as Promise<[number | null, NodeJS.Signals | null]> }
}

/** Resolves when the process has written `text`. */
async function says(child: ReturnType<typeof run>, stream: "stdout" | "stderr", text: string): Promise<void> {
  while (!child.texts[stream].includes(text)) await once(child.child[stream], "data")
}

const undeliverable = `
  const push = new zmq.Push({ context });
  push.connect("tcp://127.0.0.1:9");
  push.send("nobody is there").then(() => push.close()).then(end);`

test("a context that another thread shuts down ends what waits there, and nothing else", async () => {
  // The moment matters: several processes, to meet it.
  const ends = Array.from({ length: 8 }, async () => {
    const { texts, ended } = run(`
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
    assert.deepEqual(await ended, [0, null], texts.stderr)
    assert.equal(texts.stdout, "ETERM\nexit 0\n")
  })
  await Promise.all(ends)
})

test("await term() holds the process as long as its end would, and not for ever", async () => {
  const { texts, ended } = run(`
    const context = new zmq.Context({ exitLinger: 100 });
    const end = () => context.term().then(() => console.log("terminated"));
    ${undeliverable}`)
  assert.deepEqual(await ended, [0, null], texts.stderr)
  assert.equal(texts.stdout, "")
})

test("await term() holds the process until the context has ended", async () => {
  const { texts, ended } = run(`
    const context = new zmq.Context();
    const end = () => context.term().then(() => console.log("terminated"));
    const pull = new zmq.Pull();
    ${undeliverable.replace('"tcp://127.0.0.1:9"', '"ipc://@zmq-napi-" + process.pid')}
    setTimeout(() => pull.bindSync("ipc://@zmq-napi-" + process.pid), 200);
    pull.receive().then(([part]) => { console.log(String(part)); pull.close() });`)
  assert.deepEqual(await ended, [0, null], texts.stderr)
  assert.deepEqual(texts.stdout.split("\n").sort(), ["", "nobody is there", "terminated"])
})

test("a process that waits for its messages at its end can be ended by a signal that it handled before", async () => {
  const waiting = run(`
    const { context } = zmq;
    context.exitLinger = -1;
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
    const end = () => console.log("sent");
    setInterval(() => {}, 1000);
    ${undeliverable}`)
  await says(waiting, "stdout", "sent")
  waiting.child.kill("SIGINT")
  await says(waiting, "stderr", "zmq-napi: the process has ended")
  waiting.child.kill("SIGINT")
  assert.deepEqual(await waiting.ended, [null, "SIGINT"])
})
