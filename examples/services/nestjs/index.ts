// A NestJS microservice over ZeroMQ: the transport is in server.ts and client.ts, this is an application of it.
//
//   npm run service -- nestjs service [endpoint]                                       tcp://127.0.0.1:5650
//   npm run service -- nestjs client [requests [endpoint ...]]
import "reflect-metadata"
import { Controller, Module } from "@nestjs/common"
import { NestFactory } from "@nestjs/core"
import { EventPattern, MessagePattern } from "@nestjs/microservices"
import { firstValueFrom, from, lastValueFrom, retry, timeout, toArray } from "rxjs"
import { ZeroMqClient } from "./client"
import { ZeroMqServer } from "./server"

@Controller()
class MathController {
  @MessagePattern({ cmd: "sum" })
  sum(numbers: number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0)
  }

  @MessagePattern("count")
  count(to: number) {
    return from(Array.from({ length: to }, (_, index) => index + 1))
  }

  @MessagePattern("fail")
  fail(): never {
    throw new Error("This always fails")
  }

  @EventPattern("finished")
  finished(sums: number): void {
    console.log(`A client has ${sums} sums`)
  }
}

@Module({ controllers: [MathController] })
class MathModule {}

async function service([endpoint = "tcp://127.0.0.1:5650"]: string[]): Promise<void> {
  const strategy = new ZeroMqServer({ endpoint })
  const app = await NestFactory.createMicroservice(MathModule, { strategy, logger: ["error", "warn"] })
  app.enableShutdownHooks()
  await app.listen()
  console.log(`Serving at ${strategy.endpoint}`)
}

async function client([count = "100", ...endpoints]: string[]): Promise<void> {
  const client = new ZeroMqClient({ endpoints: endpoints.length > 0 ? endpoints : ["tcp://127.0.0.1:5650"] })
  // A request without an answer is made again.
  const again = [timeout({ each: 1000 }), retry(10)] as const
  let sums = 0
  for (let number = 1; number <= Number(count); number++) {
    const sum = await firstValueFrom(client.send<number>({ cmd: "sum" }, [number, number]).pipe(...again))
    if (sum !== 2 * number) throw new Error(`${number} and ${number} are not ${sum}`)
    sums++
    console.log(`Sum ${number}`)
  }
  console.log(`Counted ${await lastValueFrom(client.send<number>("count", 5).pipe(toArray(), ...again))}`)
  await lastValueFrom(client.send("fail", {})).catch((error) => console.log("Failed:", error))
  await lastValueFrom(client.send("unknown", {})).catch((error) => console.log("Failed:", error))
  await lastValueFrom(client.emit("finished", sums), { defaultValue: undefined })
  client.close()
  console.log(`${sums} of ${count} sums are right`)
}

const roles: Record<string, (args: string[]) => Promise<void>> = { service, client }
const [role = "", ...args] = process.argv.slice(2)
if (roles[role] === undefined) {
  console.error("Usage: nestjs service|client [...]")
  process.exitCode = 2
} else void roles[role](args)
