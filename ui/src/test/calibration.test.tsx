import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { entry, plan, report } from "./calibration";
import { globex, sandbox } from "./fixture-host";
import { jobView } from "./jobs";
import { openWindow } from "./render";

const place = "/c/c2/overview";
const open = () => screen.findByRole("button", { name: "Calibrate…" });

describe("calibrating a server", () => {
  it("is not possible on production, and says why", async () => {
    openWindow({ connections: [globex] }, "/c/c1/overview");
    const button = await open();
    expect((button as HTMLButtonElement).disabled).toBe(true);
    expect(button.getAttribute("aria-description")).toBe("Production is never calibrated.");
  });

  it("is not possible while nothing may be written, and says why", async () => {
    openWindow({ connections: [{ ...sandbox, writes: { state: "readOnly" } }] }, place);
    const button = await open();
    expect((button as HTMLButtonElement).disabled).toBe(true);
    expect(button.getAttribute("aria-description")).toBe("Calibrating writes: turn on editing first.");
  });

  it("names what it will make, and sends nothing before that is agreed to", async () => {
    const made = openWindow({ connections: [sandbox] }, place);
    await made.user.click(await open());
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText(new RegExp(plan.userName))).toBeTruthy();
    expect(dialog.getByText(/the made-up user stays on the server, inactive/)).toBeTruthy();
    const go = dialog.getByRole("button", { name: /^Calibrate/ });
    expect((go as HTMLButtonElement).disabled).toBe(true);
    await made.user.click(dialog.getByRole("checkbox", { name: "Make these 6 records on Acme sandbox and remove them again" }));
    await made.user.click(go);
    await screen.findByText("Acme sandbox is calibrated");
    const sent = made.calls.filter((call) => ["change_confirm", "calibrate"].includes(call.command));
    expect(sent.map((call) => call.payload)).toEqual([
      { connection: "c2", fingerprint: "plan", count: 6, answer: { kind: "yes" } },
      expect.objectContaining({ connection: "c2", fingerprint: "plan" }),
    ]);
    expect(made.calls.filter((call) => call.command === "calibration_plan"), "what was agreed to is what was shown").toHaveLength(1);
  });

  it("says what jobs can promise by it, and that nothing is left", async () => {
    const made = openWindow({ connections: [sandbox] }, place);
    await made.user.click(await open());
    await made.user.click(await screen.findByRole("checkbox", { name: /Make these 6 records/ }));
    await made.user.click(within(screen.getByRole("dialog")).getByRole("button", { name: /^Calibrate/ }));
    const dialog = within(await screen.findByRole("dialog", { name: "Acme sandbox is calibrated" }));
    expect(dialog.getByText(/they wait 90 s, look it up/)).toBeTruthy();
    expect(dialog.getByText(/Everything made was removed again/)).toBeTruthy();
    expect(dialog.getByText("A second user of a name is refused")).toBeTruthy();
    expect(dialog.getByText(/in the list: not seen/)).toBeTruthy();
  });

  it("tells by its id what could not be removed", async () => {
    const made = openWindow({ connections: [sandbox], answers: { calibrate: () => ({ ...report, stopped: "forbidden", left: [entry] }) } }, place);
    await made.user.click(await open());
    await made.user.click(await screen.findByRole("checkbox", { name: /Make these 6 records/ }));
    await made.user.click(within(screen.getByRole("dialog")).getByRole("button", { name: /^Calibrate/ }));
    const dialog = within(await screen.findByRole("dialog", { name: "Acme sandbox is calibrated" }));
    expect(dialog.getByText("u77")).toBeTruthy();
    expect(dialog.queryByText(/Everything made was removed again/)).toBeNull();
    expect(dialog.getByText(/may not do this \(403\)/)).toBeTruthy();
  });

  it("shows how far it is, and stops when asked to", async () => {
    const made = openWindow({ connections: [sandbox], answers: { calibrate: () => new Promise(() => undefined) } }, place);
    await made.user.click(await open());
    await made.user.click(await screen.findByRole("checkbox", { name: /Make these 6 records/ }));
    await made.user.click(within(screen.getByRole("dialog")).getByRole("button", { name: /^Calibrate/ }));
    await screen.findByRole("button", { name: "Stop and clean up" });
    act(() => made.emit({ kind: "calibration", connection: "c2", stage: "dialect", requests: 17 }));
    const now = await waitFor(() => {
      const found = document.querySelector("[aria-current=step]");
      expect(found?.textContent).toBe("How single fields are changed");
      return found;
    });
    expect(now).toBeTruthy();
    expect(screen.getByText("17 requests so far")).toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: "Stop and clean up" }));
    await waitFor(() => expect(made.calls.some((call) => call.command === "calibration_cancel")).toBe(true));
  });

  it("says on the overview what one left, and removes it with consent", async () => {
    const left = { entries: [{ ...entry, reason: "not_tried" as const }], fingerprint: "left", count: 1, guard: { kind: "askYes" as const } };
    const made = openWindow({ connections: [sandbox], answers: { calibration_left: () => left, calibration_clear: () => [] } }, place);
    await made.user.click(await screen.findByRole("button", { name: "Show…" }));
    const dialog = within(await screen.findByRole("dialog"));
    const remove = dialog.getByRole("button", { name: "Remove" });
    expect((remove as HTMLButtonElement).disabled).toBe(true);
    await made.user.click(dialog.getByRole("checkbox", { name: "Remove this record from Acme sandbox" }));
    await made.user.click(remove);
    await waitFor(() => expect(made.calls.find((call) => call.command === "calibration_clear")?.payload).toMatchObject({ connection: "c2", fingerprint: "left" }));
  });
});

describe("what jobs can promise about duplicates", () => {
  it("stands on the overview", async () => {
    openWindow({ connections: [sandbox], answers: { guarantee: () => ({ kind: "notPromised" }) } }, place);
    expect(await screen.findByText(/a row whose outcome is unknown is left to you/)).toBeTruthy();
  });

  it("is said before the start of a job", async () => {
    const job = jobView({ guarantee: { kind: "unseen", seconds: 90 } });
    const made = openWindow({ answers: { job_list: () => [job], job_status: () => job, job_rows: () => ({ total: 0, rows: [] }) } }, "/jobs/7");
    await made.user.click(await screen.findByRole("button", { name: /^Run 992/ }));
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(dialog.getByText(/where it cannot, the row is left to you/)).toBeTruthy();
  });
});
