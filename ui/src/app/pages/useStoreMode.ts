import { useRead } from "@/rpc/provider";
import type { StoreMode } from "@/rpc/types";

export function useStoreMode(): StoreMode {
  const setup = useRead(["setup"], "setup_state", null);
  return setup.data?.state === "ready" ? setup.data.mode : "keychain";
}
