export const { URL } = globalThis
