import type { ExchangeView } from "@/rpc/types";

/** One word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const unsent = /^(host|content-length|connection|accept-encoding)$/i;

/** The exchange as a command, made from what was recorded: without its secrets. */
export function asCurl(exchange: ExchangeView, origin: string): string {
  const headers = exchange.requestHeaders.split("\n").filter((line) => line !== "" && !unsent.test(line.slice(0, line.indexOf(":"))));
  const parts = [
    `curl -X ${quoted(exchange.method)} ${quoted(origin + exchange.path)}`,
    ...headers.map((line) => `-H ${quoted(line)}`),
    ...(exchange.requestBody === null ? [] : [`--data-raw ${quoted(exchange.requestBody)}`]),
  ];
  return parts.join(" \\\n  ");
}

/** Scheme and host of a base address; nothing for a server on this computer without one. */
export function originOf(url: string | null): string {
  try {
    return url === null ? "" : new URL(url).origin;
  } catch {
    return "";
  }
}
