const KiB = 1024

/** From what is nearly all overhead to what is nearly all copying. */
export const sizes: readonly number[] = [16, 256, 4 * KiB, 64 * KiB, KiB * KiB]

/** The size at which the costs of a message itself show best. */
export const small = 16

/** From here on it matters who copies. */
export const large = 64 * KiB
