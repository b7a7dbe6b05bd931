import fastify, { type FastifyInstance } from "fastify"
import { QueueFullError } from "./job"
import type { JobQueue } from "./queue"

const newJobSchema = {
  type: "object",
  required: ["kind"],
  additionalProperties: false,
  properties: { kind: { type: "string", minLength: 1, maxLength: 100 }, payload: {} },
} as const

const waitSchema = {
  type: "object",
  properties: { wait: { type: "integer", minimum: 0, maximum: 60_000, default: 0 } },
} as const

/** The queue for HTTP: `POST /jobs`, `GET /jobs/<id>?wait=<milliseconds>`, `GET /health`. */
export function httpFront(queue: JobQueue): FastifyInstance {
  const server = fastify({ forceCloseConnections: true })

  server.post<{ Body: { kind: string; payload?: unknown } }>(
    "/jobs",
    { schema: { body: newJobSchema } },
    async ({ body }, reply) => {
      try {
        const job = queue.add(body.kind, body.payload ?? null)
        return await reply.code(202).header("location", `/jobs/${job.id}`).send(job)
      } catch (error) {
        if (!(error instanceof QueueFullError)) throw error
        return reply.code(503).header("retry-after", "1").send({ error: error.message })
      }
    },
  )

  server.get<{ Params: { id: string }; Querystring: { wait: number } }>(
    "/jobs/:id",
    { schema: { querystring: waitSchema } },
    async ({ params, query }, reply) => {
      const job = queue.get(params.id)
      if (job === undefined) return reply.code(404).send({ error: "There is no such job" })
      if (query.wait > 0) await queue.finished(job, AbortSignal.timeout(query.wait))
      return job
    },
  )

  server.get("/health", async () => queue.counts)
  return server
}
