import { execFileSync, spawn, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { reservedEndpoint } from "../support/endpoints"
import { TemporaryFolder } from "../support/temporary-folder"

const realm = "ZMQ-NAPI.TEST"
// Debian has them where only root looks.
const searched = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

/** Why no Kerberos can be had here, or false. */
export function lacksKerberos(): string | false {
  const lacking = ["krb5kdc", "kdb5_util", "kadmin.local"].filter(
    (program) => spawnSync("which", [program], { env: searched }).status !== 0,
  )
  return lacking.length === 0 ? false : `${lacking.join(", ")} not found (Debian: krb5-kdc, krb5-admin-server)`
}

/** Why no peer of GSSAPI can be written by hand here, or false. */
export function lacksPython(): string | false {
  const { status } = spawnSync("/usr/bin/python3", ["-c", "import gssapi"])
  return status === 0 ? false : "the Debian package python3-gssapi is not installed"
}

/** A Kerberos realm of its own on loopback, with a key distribution center and its files in a temporary folder. */
export class Kerberos implements Disposable {
  readonly #folder = new TemporaryFolder()
  readonly #center: ReturnType<typeof spawn>
  /** What a program needs in its environment to act as every principal of the realm. */
  readonly environment: Record<string, string>

  private constructor(principals: readonly string[]) {
    const { host } = new URL(reservedEndpoint())
    const file = (name: string) => this.#folder.file(name)
    writeFileSync(
      file("krb5.conf"),
      `[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
[realms]
  ${realm} = {
    kdc = ${host}
  }
[logging]
  kdc = STDERR
  admin_server = FILE:/dev/null
`,
    )
    writeFileSync(
      file("kdc.conf"),
      `[kdcdefaults]
  kdc_listen = ${host}
  kdc_tcp_listen = ${host}
[realms]
  ${realm} = {
    database_name = ${file("principal")}
    key_stash_file = ${file("stash")}
    acl_file = ${file("acl")}
  }
`,
    )
    this.environment = {
      KRB5_CONFIG: file("krb5.conf"),
      KRB5_KDC_PROFILE: file("kdc.conf"),
      KRB5_KTNAME: `FILE:${file("keytab")}`,
      KRB5_CLIENT_KTNAME: `FILE:${file("keytab")}`,
      // A kind of cache that holds tickets of several principals.
      KRB5CCNAME: `DIR:${this.#folder.path}`,
      KRB5RCACHEDIR: this.#folder.path,
    }
    const options = { env: { ...searched, ...this.environment }, stdio: "pipe" } as const
    execFileSync("kdb5_util", ["create", "-s", "-r", realm, "-P", "master"], options)
    for (const principal of principals) {
      execFileSync("kadmin.local", ["-q", `addprinc -randkey ${principal}@${realm}`], options)
      execFileSync("kadmin.local", ["-q", `ktadd -k ${file("keytab")} ${principal}@${realm}`], options)
    }
    this.#center = spawn("krb5kdc", ["-n"], { ...options, stdio: ["ignore", "ignore", "pipe"] })
  }

  /** Resolves when it answers. */
  static async start(principals: readonly string[]): Promise<Kerberos> {
    const kerberos = new Kerberos(principals)
    let said = ""
    for await (const text of kerberos.#center.stderr ?? []) {
      said += text
      if (said.includes("commencing operation")) return kerberos
    }
    kerberos[Symbol.dispose]()
    throw new Error(`krb5kdc ended: ${said}`)
  }

  principal(name: string): string {
    return `${name}@${realm}`
  }

  [Symbol.dispose](): void {
    this.#center.kill("SIGKILL")
    this.#folder[Symbol.dispose]()
  }
}
