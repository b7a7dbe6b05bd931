import shared from "./jest.config.js"

export default { ...shared, testMatch: ["<rootDir>/jest/*.test.mjs"], transform: {} }
