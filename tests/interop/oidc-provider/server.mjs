// An authorization server (npm oidc-provider) and, before a SCIM server of the test, a gate that lets in whoever
// brings one of its access tokens: the token is looked up at the provider itself, and replaced by UPSTREAM_TOKEN.
//
// The clients that sign get their private keys here, as RUN_DIR/<client>.pem.
//
// Environment: HOST, PORT, RUN_DIR; UPSTREAM and UPSTREAM_TOKEN for the gate; CLIENT_SECRET; LIFE, of an access token in
// seconds.
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import Provider, { errors } from "oidc-provider";

const { HOST, PORT, RUN_DIR, UPSTREAM, UPSTREAM_TOKEN, CLIENT_SECRET, LIFE = "3600", REDIRECT_PORT } = process.env;
const issuer = `http://${HOST}:${PORT}`;

const machine = { grant_types: ["client_credentials"], redirect_uris: [], response_types: [], client_secret: CLIENT_SECRET, scope: "scim.read scim.write" };

function signing(id, alg) {
  const { privateKey, publicKey } = alg === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(path.join(RUN_DIR, `${id}.pem`), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: id, alg, use: "sig" }] };
  return { ...machine, client_secret: undefined, client_id: id, token_endpoint_auth_method: "private_key_jwt", token_endpoint_auth_signing_alg: alg, jwks };
}

const provider = new Provider(issuer, {
  clients: [
    { ...machine, client_id: "basic client", token_endpoint_auth_method: "client_secret_basic" },
    { ...machine, client_id: "post-client", token_endpoint_auth_method: "client_secret_post" },
    { ...machine, client_id: "account-client", token_endpoint_auth_method: "client_secret_basic", grant_types: ["account_credentials"] },
    signing("es256-client", "ES256"),
    signing("rs256-client", "RS256"),
    // RFC 8252: a program on a person's computer has no secret, and any port on loopback.
    { client_id: "desktop", application_type: "native", token_endpoint_auth_method: "none", grant_types: ["authorization_code", "refresh_token"], redirect_uris: ["http://127.0.0.1/callback"] },
    // Products that know no such programs compare the address letter by letter.
    ...(REDIRECT_PORT ? [{ client_id: "registered", application_type: "web", token_endpoint_auth_method: "none", grant_types: ["authorization_code", "refresh_token"], redirect_uris: [`http://127.0.0.1:${REDIRECT_PORT}/callback`] }] : []),
  ],
  scopes: ["openid", "offline_access", "scim.read", "scim.write"],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  // Each refresh token holds for one use, and a second use ends the whole sign-in.
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  ttl: { ClientCredentials: Number(LIFE), AccessToken: Number(LIFE), Grant: 3600, RefreshToken: 3600, Session: 3600, Interaction: 600 },
});

// As Zoom does it: the client's own right, for one account.
provider.registerGrantType("account_credentials", async (ctx) => {
  const { client, params } = ctx.oidc;
  if (params.account_id !== "acct-1") throw new errors.InvalidGrant("no such account");
  const token = new provider.ClientCredentials({ client, scope: params.scope });
  ctx.body = { access_token: await token.save(), expires_in: token.expiration, token_type: token.tokenType, scope: params.scope };
}, ["account_id", "scope"]);

async function isValid(token) {
  const found = (await provider.ClientCredentials.find(token)) ?? (await provider.AccessToken.find(token));
  return Boolean(found?.isValid);
}

async function gate(request, response) {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!token || !(await isValid(token))) {
    response.writeHead(401, { "content-type": "application/scim+json", "www-authenticate": "Bearer" });
    response.end(JSON.stringify({ schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401", detail: "no such token" }));
    return;
  }
  const target = new URL(UPSTREAM + request.url.slice("/scim/v2".length));
  const headers = { ...request.headers, host: target.host, authorization: `Bearer ${UPSTREAM_TOKEN}` };
  const passed = http.request(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  passed.on("error", () => response.destroy());
  request.pipe(passed);
}

// What the provider has given out so far is ended: for tests of what happens then.
async function revoke(request, response) {
  const token = new URL(request.url, issuer).searchParams.get("token");
  const found = (await provider.ClientCredentials.find(token)) ?? (await provider.AccessToken.find(token));
  await found?.destroy();
  response.end(found ? "ended" : "unknown");
}

const answer = provider.callback();
http.createServer((request, response) => {
  if (request.url.startsWith("/scim/v2")) return void gate(request, response);
  if (request.url === "/up") return void response.end("up");
  if (request.url.startsWith("/revoke-now?")) return void revoke(request, response);
  return void answer(request, response);
}).listen(Number(PORT), HOST);
