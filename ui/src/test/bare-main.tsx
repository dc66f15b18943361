import "@/trusted-types";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { DataGrid } from "@/data-grid/DataGrid";
import type { Column, RowSource } from "@/data-grid/types";
import "@/design/tokens.css";
import "@/design/base.css";
import "@/design/atoms.css";

// What the users screen is measured against: the same list over 100,000 rows that are all in memory, and nothing else.
const PEOPLE = 100_000;

type Person = readonly string[];

const people: Person[] = Array.from({ length: PEOPLE }, (_, n) => [
  `Person ${n}`, "Active", `person.${n}@example.com`, "Finance", "Analyst", `person.${n}@example.com`, "31 Jan 2027",
]);

const columns: Column<Person>[] = ["Name", "Status", "Sign-in name", "Department", "Job title", "E-mail", "Last changed"].map((title, at) => ({
  id: title,
  title,
  width: at === 1 ? "104px" : "minmax(120px, 1fr)",
  render: (person) => <bdi title={person[at]}>{person[at]}</bdi>,
}));

const source: RowSource<Person> = { count: PEOPLE, row: (index) => people[index] };

function Bare() {
  const [shown, setShown] = useState(false);
  if (!shown) return <button type="button" onClick={() => setShown(true)}>Users</button>;
  return (
    <div style={{ display: "flex", flexDirection: "column", height: "100vh" }}>
      <DataGrid label="Users" columns={columns} source={source} rowId={(person) => person[2] ?? ""} rowHeight={32} />
    </div>
  );
}

const root = document.getElementById("root");
if (root) createRoot(root).render(<Bare />);
