import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryOptions, type UseQueryResult } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import type { Client, Command, Request, Response } from "./client";
import type { RpcError } from "./errors";
import { tagsOfCommand, tagsOfEvent, type Tag } from "./tags";
import type { EngineEvent } from "./types";

const GATHER_MS = 200;

const Context = createContext<Client | undefined>(undefined);

export function useClient(): Client {
  const client = useContext(Context);
  if (!client) throw new Error("No client above this component");
  return client;
}

/** The native menu; nothing where there is none, or no client. */
export function useMenuHost(): Client["menu"] | undefined {
  return useContext(Context)?.menu;
}

/** Answers come from this computer: the network's state says nothing about them, and nothing is asked twice by itself. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: "always", retry: false, staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** What a command line on the same store may have changed while somebody was away. It says no event here. */
const ELSEWHERE: readonly Tag[] = [["connections"], ["jobs"]];

/** Reads again what the engine says has changed, until stopped. */
function follow(client: Client, cache: QueryClient): () => void {
  // A job under way speaks at every row; what it touches is read again a few times a second at most.
  const waiting = new Map<string, readonly (string | number)[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush() {
    timer = undefined;
    for (const tag of waiting.values()) void cache.invalidateQueries({ queryKey: tag });
    waiting.clear();
  }
  function readAgain(tags: readonly (readonly (string | number)[])[]) {
    for (const tag of tags) waiting.set(JSON.stringify(tag), tag);
    if (waiting.size > 0) timer ??= setTimeout(flush, GATHER_MS);
  }
  const cameBack = () => readAgain(ELSEWHERE);
  window.addEventListener("focus", cameBack);
  const stop = client.subscribe((event) => readAgain(tagsOfEvent(event)));
  return () => {
    stop();
    window.removeEventListener("focus", cameBack);
    clearTimeout(timer);
  };
}

/** Makes the client known below. */
export function RpcProvider({ client, queries, children }: { client: Client; queries?: QueryClient; children: ReactNode }) {
  const [cache] = useState(() => queries ?? newQueryClient());
  useEffect(() => follow(client, cache), [client, cache]);
  return (
    <Context value={client}>
      <QueryClientProvider client={cache}>{children}</QueryClientProvider>
    </Context>
  );
}

type Options<C extends Command> = Pick<UseQueryOptions<Response<C>, RpcError>, "enabled" | "staleTime" | "gcTime" | "placeholderData" | "refetchInterval">;

/** Reads by a command; read again when something happens to `tag`. */
export function useRead<C extends Command>(tag: Tag, command: C, request: Request<C>, options: Options<C> = {}): UseQueryResult<Response<C>, RpcError> {
  const client = useClient();
  return useQuery<Response<C>, RpcError>({ ...options, queryKey: [...tag, command, request], queryFn: () => client.call(command, request) });
}

/** Does something by a command; what it changes is read again. */
export function useAct<C extends Command>(command: C): UseMutationResult<Response<C>, RpcError, Request<C>> {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation<Response<C>, RpcError, Request<C>>({
    mutationFn: (request) => client.call(command, request),
    onSuccess: () => {
      for (const tag of tagsOfCommand(command)) void cache.invalidateQueries({ queryKey: tag });
    },
  });
}

/** Hears the engine's events while the component is there. `handler` should not change at each render. */
export function useEvents(handler: (event: EngineEvent) => void) {
  const client = useClient();
  useEffect(() => client.subscribe(handler), [client, handler]);
}
