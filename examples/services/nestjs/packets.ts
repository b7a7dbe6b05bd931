// What Nest's proxies and servers put into messages, as JSON.
import type { IncomingEvent, IncomingRequest, WritePacket } from "@nestjs/microservices"

export type Incoming = IncomingRequest | IncomingEvent
export type Answer = WritePacket & { id: string }
