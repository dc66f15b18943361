import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "@/app/App";
import type { Host } from "@/host/host";
import { createClient } from "@/rpc/client";
import { fixture, type Fixture, type FixtureOptions } from "./fixture-host";

/** The whole window on a fixture engine, at a place. */
export function openWindow(options: FixtureOptions = {}, place = "/", menu: Pick<Host, "setMenu" | "onMenu" | "zoom"> = {}): Fixture & { user: ReturnType<typeof userEvent.setup> } {
  globalThis.location.hash = place;
  const made = fixture(options);
  render(<App client={createClient({ ...made.host, ...menu })} />);
  return { ...made, user: userEvent.setup() };
}
