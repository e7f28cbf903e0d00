// Prints one JSON object: p50 and p99 in ms of single calls, and calls per second with 16 in flight.
// Arguments: directory for data, five free ports.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import * as restate from "@restatedev/restate-sdk";

// The SDK needs this function, which Node has only since version 22.
Promise.withResolvers ??= () => {
  let resolvers;
  const promise = new Promise((resolve, reject) => (resolvers = { resolve, reject }));
  return { promise, ...resolvers };
};

const [directory, ...ports] = process.argv.slice(2);
const [ingress, admin, node, endpoint, services] = ports.map(Number);
const WARM_UP = 300;
const RUNS = 200;
const IN_FLIGHT = 16;
const SECONDS = 60;

const server = createServer((request, response) => response.end("done"));
await new Promise((ready) => server.listen(services, "127.0.0.1", ready));

const migration = restate.service({
  name: "migration",
  handlers: {
    run: async (context) => {
      for (const store of ["postgres", "mongo", "redis"]) {
        await context.run(store, async () => (await fetch(`http://127.0.0.1:${services}/${store}`)).text());
      }
      return "completed";
    },
  },
});
await restate.serve({ services: [migration], port: endpoint });

const program = fileURLToPath(new URL("node_modules/.bin/restate-server", import.meta.url));
const restateServer = spawn(program, ["--base-dir", directory, "--node-name", "benchmark"], {
  stdio: "ignore",
  env: {
    ...process.env,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    DO_NOT_TRACK: "1",
  },
});
process.on("exit", () => restateServer.kill());

async function register() {
  for (let attempt = 0; attempt < 120; attempt++) {
    try {
      const response = await fetch(`http://127.0.0.1:${admin}/deployments`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ uri: `http://127.0.0.1:${endpoint}` }),
      });
      if (response.ok) return;
    } catch {
      // The server is starting.
    }
    await new Promise((later) => setTimeout(later, 500));
  }
  throw new Error("Restate did not accept the deployment within 60 s");
}

async function call() {
  const start = performance.now();
  const response = await fetch(`http://127.0.0.1:${ingress}/migration/run`, { method: "POST" });
  if (!response.ok) throw new Error(`Restate answered ${response.status}: ${await response.text()}`);
  await response.text();
  return performance.now() - start;
}

async function calls(number) {
  const times = [];
  for (let run = 0; run < number; run++) times.push(await call());
  return times.sort((a, b) => a - b);
}

async function callsPerSecond() {
  const end = performance.now() + SECONDS * 1000;
  let completed = 0;
  const client = async () => {
    while (performance.now() < end) {
      await call();
      completed++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return completed / SECONDS;
}

await register();
await calls(WARM_UP);
const times = await calls(RUNS);
const at = (percent) => times[Math.ceil((times.length * percent) / 100) - 1];
const perSecond = await callsPerSecond();
// The caller deletes the directory next, so the server must not write to it any more.
const stopped = new Promise((resolve) => restateServer.once("exit", resolve));
restateServer.kill();
await stopped;
console.log(JSON.stringify({ p50: at(50), p99: at(99), perSecond }));
process.exit(0);
