import type { JobRow, JobView, Theme } from "@/rpc/types";
import { people } from "./people";
import { failure, fixture, globex, sample, type Fixture, type FixtureOptions } from "./fixture-host";
import { ended, jobRowDetail, jobRows, jobView, paused, preview, running } from "./jobs";
import { ENTERPRISE } from "./models";

const marisol = people(2400).find((row) => row.label === "Marisol Okafor") ?? people(1)[0];
const base = (marisol?.resource ?? {}) as Record<string, never>;
const drafts = [{
  connection: "c1", typeName: "User", id: marisol?.id ?? "", label: "Marisol Okafor", base,
  desired: {
    ...base, title: "Regional manager",
    emails: [{ value: "m.okafor@example.com", type: "work", primary: true }, { value: "marisol@home.example.com", type: "home" }],
    [ENTERPRISE]: { ...(base[ENTERPRISE] as unknown as object), department: "Retail Head Office" },
  },
}];

function jobAnswers(...jobs: JobView[]): FixtureOptions["answers"] {
  const rows = jobRows(jobs[0]?.startedAt === null);
  return {
    job_list: () => jobs,
    job_status: ({ job }) => jobs.find((each) => each.job === job) ?? jobView(),
    job_rows: ({ rows: asked }) => {
      const found = rows.filter((row) => (asked.actions.length === 0 || asked.actions.includes(row.action)) && (asked.states.length === 0 || asked.states.includes(row.state)));
      return { total: found.length, rows: found.slice(asked.offset, asked.offset + asked.limit) };
    },
    job_row: ({ row }) => jobRowDetail(rows[row - 1] as JobRow),
    import_pick: () => preview,
    import_plan: () => ({ job: 7, counts: {}, rows: 2000, fingerprint: "f", directory: 2400, directoryComplete: true, mapping: preview.mapping, blocked: [], notices: [], view: jobView() }),
  };
}

/** Situations to look at. */
export const scenes: Readonly<Record<string, (theme: Theme) => Fixture>> = {
  users: (theme) => fixture({ settings: { theme } }),
  drafts: (theme) => fixture({ settings: { theme, window: { drafts: drafts as never } } }),
  empty: (theme) => fixture({ settings: { theme }, connections: [] }),
  firstRun: (theme) => fixture({ settings: { theme }, setup: { state: "firstRun", keychain: { state: "available" }, folder: "~/.local/share/rollcall" } }),
  noKeychain: (theme) => fixture({ settings: { theme }, setup: { state: "firstRun", keychain: { state: "unavailable", reason: "No keyring (Secret Service) was found on this computer [no bus].", technical: "no bus" }, folder: "~/.local/share/rollcall" } }),
  passphrase: (theme) => fixture({ settings: { theme }, setup: { state: "needsPassphrase", folder: "~/.local/share/rollcall" } }),
  stopped: (theme) => fixture({ settings: { theme }, setup: { state: "stopped", reason: "keyAbsent", message: "The keychain has no key for this store.", why: "The store was made on this computer, and its key has been removed from the keychain since.", action: "Restore the keychain from a backup, then try again. To start anew, move the folder away yourself.", folder: "~/.local/share/rollcall" } }),
  sample: (theme) => fixture({ settings: { theme }, connections: [sample] }),
  locked: (theme) => fixture({ settings: { theme }, connections: [{ ...globex, writes: { state: "locked" } }] }),
  plan: (theme) => fixture({ settings: { theme }, answers: jobAnswers(jobView()) }),
  run: (theme) => fixture({ settings: { theme }, answers: jobAnswers(running) }),
  results: (theme) => fixture({ settings: { theme }, answers: jobAnswers(ended) }),
  jobs: (theme) => fixture({ settings: { theme }, answers: jobAnswers(running, paused, jobView({ job: 9, title: "spring-season-2027.csv" }), { ...ended, job: 3, title: "store-moves.csv" }) }),
  offline: (theme) => fixture({ settings: { theme }, answers: { sync_start: () => { throw failure("network", "Globex production cannot be reached.", { why: "The connection was closed.", action: "Check the network, then try again." }); } } }),
  forbidden: (theme) => fixture({ settings: { theme }, answers: { models: () => { throw failure("forbidden", "Globex production answered with status 403.", { why: "The credential is not allowed to do this.", action: "Use a credential with the needed rights.", params: { connection: "Globex production", status: "403" }, scim: { status: 403, scimType: null, detail: "insufficient scope" } }); } } }),
  testFails: (theme) => fixture({
    settings: { theme }, answers: { connection_test: () => ({
      usable: false, suggestedUrl: "https://globex-test.scim.example.com/scim/v2", tried: [{ path: "/v2/Users", status: 404, answer: "webPage" }, { path: "/scim/v2/Users", status: 200, answer: "scim" }], deviations: [], capabilities: [], types: [], durationMs: 480,
      failure: failure("wrong_path", "The address answers, but not with SCIM.", { why: "Got a web page (404, text/html) in place of SCIM. The sign-in is fine: the same server answers SCIM at /scim/v2.", action: "Use the address below." }),
      steps: [
        { name: "address", result: "done", plain: false, message: "The address can be used." }, { name: "reach", result: "done", plain: false, message: "The server answers." },
        { name: "signIn", result: "done", plain: false, message: "The server accepts the sign-in." }, { name: "scim", result: "failed", plain: false, message: "The address answers, but not with SCIM." },
        { name: "list", result: "waiting", plain: false, message: "Not tried." },
      ],
    }) },
  }),
};
