// Gives jobs to the service, and counts the results, until Ctrl+C.
//
//   npm run example -- service-client [jobs [jobs' endpoint [results' endpoint]]]
//   by default 1000 jobs for tcp://localhost:5561, and results from tcp://localhost:5562
import { Pull, Push } from "zmq-napi"

async function ask(count: number, jobsEndpoint: string, resultsEndpoint: string): Promise<void> {
  // Jobs that were not sent yet may be dropped.
  using jobs = new Push({ linger: 0 })
  using results = new Pull()
  results.connect(resultsEndpoint)
  jobs.connect(jobsEndpoint)
  const stop = () => results.close()
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)

  const sending = jobs.sendMany(Array.from({ length: count }, (_, number) => `job ${number}`))
  // Closing the socket rejects this promise.
  sending.catch(() => undefined)
  let received = 0
  for await (const [result] of results) {
    received++
    if (received % 100 === 0) console.log(`${received} results, the last: ${result}`)
    if (received === count) break
  }
  console.log(`${received} of ${count} jobs are done`)
}

const [, , count = "1000", jobs = "tcp://localhost:5561", results = "tcp://localhost:5562"] = process.argv
void ask(Number(count), jobs, results)
