import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";

/** Ways through the window, by name. */
export function useGo() {
  const navigate = useNavigate();
  return useMemo(() => ({
    home: () => void navigate({ to: "/" }),
    welcome: () => void navigate({ to: "/welcome" }),
    inventory: () => void navigate({ to: "/connections" }),
    addConnection: () => void navigate({ to: "/connections/new" }),
    editConnection: (connection: string) => void navigate({ to: "/connections/$connection", params: { connection } }),
    connection: (connection: string) => void navigate({ to: "/c/$connection", params: { connection } }),
    type: (connection: string, type: string, id?: string) => void navigate({ to: "/c/$connection/t/$type", params: { connection, type }, search: id === undefined ? {} : { id } }),
    overview: (connection: string) => void navigate({ to: "/c/$connection/overview", params: { connection } }),
    jobs: (connection: string) => void navigate({ to: "/c/$connection/jobs", params: { connection } }),
    importList: (connection: string) => void navigate({ to: "/c/$connection/import", params: { connection } }),
    job: (job: number) => void navigate({ to: "/jobs/$job", params: { job: String(job) } }),
    settings: () => void navigate({ to: "/settings" }),
  }), [navigate]);
}

export type Go = ReturnType<typeof useGo>;
