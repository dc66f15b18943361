// better-auth with its SCIM plugin, data in memory. Everything SCIM is the package's own.
import { createServer } from "node:http";
import { scim } from "@better-auth/scim";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { getAuthTables } from "better-auth/db";
import { toNodeHandler } from "better-auth/node";

const { HOST, PORT, TOKEN } = process.env;
const options = {
    baseURL: `http://${HOST}:${PORT}`,
    secret: "signs nothing that leaves this test",
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    plugins: [scim({ connections: [{ id: "acme", credentials: [{ type: "bearer", id: "rollcall", token: TOKEN }] }] })],
};
const tables = Object.fromEntries(Object.values(getAuthTables(options)).map(({ modelName }) => [modelName, []]));
const auth = betterAuth({ ...options, database: memoryAdapter(tables) });
createServer(toNodeHandler(auth)).listen(Number(PORT), HOST);
