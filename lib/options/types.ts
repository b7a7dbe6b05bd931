import type { SocketName } from "../socket-types/socket-types.js"
import type { Access, Option } from "./option.js"
import type { contextOptions, socketOptions, withoutProperty } from "./table.js"

// Interfaces, so that editors, errors and the API reference show their names and not all rows.
type SocketRows = typeof socketOptions
type ContextRows = typeof contextOptions
interface SocketTable extends SocketRows {}
interface ContextTable extends ContextRows {}

/** The name of an option of sockets. Not every socket type has every option. */
export type SocketOptionName = keyof SocketTable

/** The name of an option of contexts. */
export type ContextOptionName = keyof ContextTable

type ValueOf<Row> = Row extends Option<infer Value> ? Value : never
type InputOf<Row> = Row extends { readonly input: infer Input } ? Input : never

/** The type of an option's value. */
export type OptionValue<Name extends SocketOptionName> = ValueOf<SocketTable[Name]>

/** The type of the values that may be assigned to an option. */
export type OptionInput<Name extends SocketOptionName> = InputOf<SocketTable[Name]>

/** The type of the value of a context's option. */
export type ContextOptionValue<Name extends ContextOptionName> = ValueOf<ContextTable[Name]>

/** The type of the values that may be assigned to a context's option. */
export type ContextOptionInput<Name extends ContextOptionName> = InputOf<ContextTable[Name]>

type WithoutProperty = (typeof withoutProperty)[number]

/** The names of the rows of `Table` that have one of the accesses `A`. */
type NamesByAccess<Table, A extends Access> = {
  [Name in keyof Table]: Table[Name] extends Option<unknown, unknown, A> ? Name : never
}[keyof Table]

/** The names of the options that all of the socket types `S` have. */
type NamesBySocket<S extends SocketName> = {
  [Name in SocketOptionName]: SocketTable[Name] extends Option<unknown, unknown, Access, infer Sockets>
    ? [S] extends [Sockets]
      ? Name
      : never
    : never
}[SocketOptionName]

// Of this form, with the names as a parameter that extends `keyof Table`, a mapped type keeps the doc comments.
type ReadOnly<Table, Names extends keyof Table> = { readonly [Name in Names]: ValueOf<Table[Name]> }
type Assignable<Table, Names extends keyof Table> = { [Name in Names]: InputOf<Table[Name]> }
type Init<Table, Names extends keyof Table> = { [Name in Names]?: InputOf<Table[Name]> | undefined }

type SettableNames<S extends SocketName> = Extract<
  Exclude<NamesBySocket<S>, WithoutProperty>,
  NamesByAccess<SocketTable, "rw" | "w">
>
type ReadOnlyNames<S extends SocketName> = Extract<NamesBySocket<S>, NamesByAccess<SocketTable, "r">>

/** The names of the rows of `Table` that accept more types than they return. */
type WideNames<Table> = {
  [Name in NamesByAccess<Table, "rw" | "w">]: [InputOf<Table[Name]>] extends [ValueOf<Table[Name]>] ? never : Name
}[NamesByAccess<Table, "rw" | "w">]

// Properties that accept more types than they return, which no mapped type can express. Each interface extends what a
// mapped type can express, which it narrows: editors and the API reference take the doc comments from there.

interface WideProperties extends Assignable<SocketTable, Extract<NamesBySocket<SocketName>, WideNames<SocketTable>>> {
  get affinity(): OptionValue<"affinity">
  set affinity(value: OptionInput<"affinity">)
  get curvePublicKey(): OptionValue<"curvePublicKey">
  set curvePublicKey(value: OptionInput<"curvePublicKey">)
  get curveSecretKey(): OptionValue<"curveSecretKey">
  set curveSecretKey(value: OptionInput<"curveSecretKey">)
  get curveServerKey(): OptionValue<"curveServerKey">
  set curveServerKey(value: OptionInput<"curveServerKey">)
  get gssapiPrincipal(): OptionValue<"gssapiPrincipal">
  set gssapiPrincipal(value: OptionInput<"gssapiPrincipal">)
  get gssapiServicePrincipal(): OptionValue<"gssapiServicePrincipal">
  set gssapiServicePrincipal(value: OptionInput<"gssapiServicePrincipal">)
  get interface(): OptionValue<"interface">
  set interface(value: OptionInput<"interface">)
  get maxMessageSize(): OptionValue<"maxMessageSize">
  set maxMessageSize(value: OptionInput<"maxMessageSize">)
  get maxMultipartSize(): OptionValue<"maxMultipartSize">
  set maxMultipartSize(value: OptionInput<"maxMultipartSize">)
  get metadata(): OptionValue<"metadata">
  set metadata(value: OptionInput<"metadata">)
  get plainPassword(): OptionValue<"plainPassword">
  set plainPassword(value: OptionInput<"plainPassword">)
  get plainUsername(): OptionValue<"plainUsername">
  set plainUsername(value: OptionInput<"plainUsername">)
  get socksPassword(): OptionValue<"socksPassword">
  set socksPassword(value: OptionInput<"socksPassword">)
  get socksProxy(): OptionValue<"socksProxy">
  set socksProxy(value: OptionInput<"socksProxy">)
  get socksUsername(): OptionValue<"socksUsername">
  set socksUsername(value: OptionInput<"socksUsername">)
  get tcpAcceptFilter(): OptionValue<"tcpAcceptFilter">
  set tcpAcceptFilter(value: OptionInput<"tcpAcceptFilter">)
  get vmciBufferMaxSize(): OptionValue<"vmciBufferMaxSize">
  set vmciBufferMaxSize(value: OptionInput<"vmciBufferMaxSize">)
  get vmciBufferMinSize(): OptionValue<"vmciBufferMinSize">
  set vmciBufferMinSize(value: OptionInput<"vmciBufferMinSize">)
  get vmciBufferSize(): OptionValue<"vmciBufferSize">
  set vmciBufferSize(value: OptionInput<"vmciBufferSize">)
  get wssCertificatePem(): OptionValue<"wssCertificatePem">
  set wssCertificatePem(value: OptionInput<"wssCertificatePem">)
  get wssHostname(): OptionValue<"wssHostname">
  set wssHostname(value: OptionInput<"wssHostname">)
  get wssKeyPem(): OptionValue<"wssKeyPem">
  set wssKeyPem(value: OptionInput<"wssKeyPem">)
  get wssTrustPem(): OptionValue<"wssTrustPem">
  set wssTrustPem(value: OptionInput<"wssTrustPem">)
  get zapDomain(): OptionValue<"zapDomain">
  set zapDomain(value: OptionInput<"zapDomain">)
}

interface RoutingIdProperty extends Assignable<SocketTable, "routingId"> {
  get routingId(): OptionValue<"routingId">
  set routingId(value: OptionInput<"routingId">)
}

interface WelcomeMessageProperty extends Assignable<SocketTable, "welcomeMessage"> {
  get welcomeMessage(): string | null
  set welcomeMessage(value: OptionInput<"welcomeMessage">)
}

type AnyWideProperties = WideProperties & RoutingIdProperty & WelcomeMessageProperty

interface WideContextProperties extends Assignable<ContextTable, WideNames<ContextTable>> {
  get threadNamePrefix(): ContextOptionValue<"threadNamePrefix">
  set threadNamePrefix(value: ContextOptionInput<"threadNamePrefix">)
}

/**
 * The option properties of a socket class. For several socket types, the properties that all of them have.
 *
 * Options that cannot be read are properties too, which throw when read.
 */
export type SocketOptionsOf<S extends SocketName> = ReadOnly<SocketTable, ReadOnlyNames<S>> &
  Assignable<SocketTable, Exclude<SettableNames<S>, keyof AnyWideProperties>> &
  WideProperties &
  ("routingId" extends NamesBySocket<S> ? RoutingIdProperty : unknown) &
  ("welcomeMessage" extends NamesBySocket<S> ? WelcomeMessageProperty : unknown)

/** The options that the constructor of a socket class takes. */
export type SocketInit<S extends SocketName> = Init<SocketTable, SettableNames<S>>

/**
 * Default options that a context gives to its new sockets. Each socket type takes the options that it has.
 *
 * @interface
 */
export type SocketDefaults = Init<SocketTable, Exclude<NamesByAccess<SocketTable, "rw" | "w">, WithoutProperty>> & {
  /**
   * The high-water marks of both directions, in messages; `sendHighWaterMark` and `receiveHighWaterMark` take
   * precedence.
   */
  hwm?: number | undefined
}

/** The option properties of a context. */
export type ContextOptions = ReadOnly<ContextTable, NamesByAccess<ContextTable, "r">> &
  Assignable<ContextTable, Exclude<NamesByAccess<ContextTable, "rw" | "w">, WideNames<ContextTable>>> &
  WideContextProperties

/**
 * The options that the constructor of a context takes.
 *
 * @interface
 */
export type ContextInit = Init<ContextTable, NamesByAccess<ContextTable, "rw" | "w">> & {
  /** The default options of the context's new sockets; constructor options take precedence. */
  socketOptions?: SocketDefaults | undefined
}
