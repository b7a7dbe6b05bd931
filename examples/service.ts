// A service that ends well: it pulls jobs and pushes their results. At SIGINT or SIGTERM it takes no more jobs, does those
// that have arrived, waits until their results have left, and exits with code 0. A second signal ends it at once.
//
//   npm run example -- service [jobs' endpoint [results' endpoint]]        by default tcp://*:5561 and tcp://*:5562
//
// In another terminal: npm run example -- service-client
import { setTimeout } from "node:timers/promises"
import { Context, Pull, Push } from "zmq-napi"

async function serve(jobsEndpoint = "tcp://*:5561", resultsEndpoint = "tcp://*:5562"): Promise<void> {
  // What is declared last is closed first. The end of the context waits for the results to leave, as `linger` says.
  await using context = new Context()
  using results = new Push({ context, linger: 5000 })
  using jobs = new Pull({ context })
  await results.bind(resultsEndpoint)
  await jobs.bind(jobsEndpoint)
  const endpoint = jobs.lastEndpoint!

  const stop = (signal: NodeJS.Signals) => {
    process.off("SIGINT", stop).off("SIGTERM", stop)
    console.log(`${signal}: takes no more jobs`)
    // Those who send are cut off, and the loop below ends when it has what arrived before.
    jobs.unbindSync(endpoint)
    jobs.drain()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
  console.log(`Jobs at ${endpoint}, results at ${results.lastEndpoint}`)

  let done = 0
  for await (const [job] of jobs) {
    await results.send(await work(String(job)))
    done++
  }
  console.log(`Did ${done} jobs`)
}

async function work(job: string): Promise<string> {
  await setTimeout(1)
  return `${job} is done`
}

void serve(...process.argv.slice(2))
