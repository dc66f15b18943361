//! The users screen over 100,000 cached people, beside the same list in a bare page; and the window's start beside
//! that of an empty one.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rollcall_tests::{CANARY, Sandbox};
use serde_json::{Value, json};

use crate::desk::{Desk, Keychain, program, until};
use crate::page::Page;
use crate::table::Row;

const PEOPLE: usize = 100_000;
const STARTS: usize = 5;
/// Of the first rows at each start, and of the details.
const ROUNDS: usize = 9;
/// The copy is made once, by whatever engine was built.
const FILLING: Duration = Duration::from_secs(900);

const SCRIPT: &str = include_str!("measure.js");

/// Runs one function of `measure.js`.
fn ask(page: &Page<'_>, call: &str) -> Value {
    let script = format!(
        "const done = arguments[arguments.length - 1]; {SCRIPT}; ({call}).then(done, (e) => done(String(e)))"
    );
    let mut answer = Value::Null;
    page.until("the page answers", |session| {
        let said = session.script_async(&script, &[]);
        said.map(|value| answer = value).is_ok()
    });
    answer
}

/// Loads a page anew by a script, and waits until it shows something.
#[track_caller]
fn go(page: &Page<'_>, script: &str, role: &str, name: &str) {
    page.run("window.__left = true", &[]);
    page.run(script, &[]);
    page.until("another page is there", |session| {
        session
            .script(
                "return window.__left === undefined && document.body !== null",
                &[],
            )
            .is_ok_and(|is| is == true)
    });
    // Nobody listens here for what the policy refuses; the tests do.
    page.run("window.__refused = []", &[]);
    page.find(role, name);
}

#[track_caller]
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn since_1970() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock")
        .as_secs_f64()
        * 1e3
}

fn bare() -> PathBuf {
    let beside = program().with_file_name("examples").join("bare");
    assert!(
        beside.exists(),
        "the bare window is not built: cargo xtask bench ui builds it"
    );
    beside
}

/// What one kind of window was seen to do.
#[derive(Default)]
struct Seen {
    up: Vec<f64>,
    rows: Vec<f64>,
    frames: Vec<f64>,
    search: Vec<f64>,
    panel: Vec<f64>,
}

pub(crate) fn measure() -> Vec<Row> {
    let desk = Desk::new();
    fill(&desk);
    let (mut ours, mut theirs) = (Seen::default(), Seen::default());
    // In turns, so that what else happens on the computer falls on both.
    for start in 0..STARTS {
        let last = start + 1 == STARTS;
        eprintln!("measuring the window, start {} of {STARTS} …", start + 1);
        let begun = since_1970();
        desk.sit_down_at(&bare(), Keychain::Unlocked, |page| {
            theirs.up.push(number(&ask(page, "painted()")) - begun);
            first_rows_of_bare(page, &mut theirs);
            if last {
                for _ in 0..3 {
                    theirs.frames.push(number(&ask(page, "frames()")));
                }
            }
        });
        let begun = since_1970();
        desk.sit_down(Keychain::Unlocked, |page| {
            ours.up.push(number(&ask(page, "painted()")) - begun);
            first_rows_of_rollcall(page, &mut ours);
            if last {
                list_of_rollcall(page, &mut ours);
            }
        });
    }
    rows(ours, theirs)
}

/// Sets up Rollcall and reads everybody into its copy.
fn fill(desk: &Desk) {
    let sandbox = Sandbox::with_people(PEOPLE);
    desk.sit_down(Keychain::Unlocked, |page| {
        page.rpc("setup_choose", &json!({ "mode": "keychain" }))
            .expect("the keychain is there");
        let connection = json!({ "name": "Large", "url": sandbox.base(), "environment": "sandbox",
            "auth": { "kind": "bearer" }, "secret": CANARY, "readOnly": false, "notes": "" });
        let saved = page.rpc("connection_add", &connection).expect("a connection");
        let id = saved["connection"]["id"].clone();
        page.run(
            "window.__filled = null;
             window.__TAURI_INTERNALS__.invoke('rpc', { command: 'sync_start', payload: { connection: arguments[0], types: [] } })
               .then((report) => { window.__filled = 'done' }, (e) => { window.__filled = JSON.stringify(e) })",
            &[id],
        );
        let end = SystemTime::now() + FILLING;
        let filled = loop {
            let said = until(|| match page.run("return window.__filled", &[]) {
                Value::Null => None,
                said => Some(said),
            });
            if said.is_some() || SystemTime::now() > end {
                break said;
            }
        };
        assert_eq!(filled, Some(json!("done")), "the copy is complete");
    });
}

fn first_rows_of_bare(page: &Page<'_>, seen: &mut Seen) {
    go(
        page,
        "location.href = 'tauri://localhost/bare.html'",
        "button",
        "Users",
    );
    page.resize(1280, 800);
    for _ in 0..ROUNDS {
        go(page, "location.reload()", "button", "Users");
        seen.rows.push(number(&ask(
            page,
            "firstRows(() => named('button', 'Users').click())",
        )));
    }
}

fn first_rows_of_rollcall(page: &Page<'_>, seen: &mut Seen) {
    page.resize(1280, 800);
    page.counts(PEOPLE);
    for _ in 0..ROUNDS {
        // From the groups, in a page that has read no users yet.
        page.click("link", "Groups");
        page.find("grid", "Groups");
        go(page, "location.reload()", "grid", "Groups");
        seen.rows
            .push(number(&ask(page, "firstRows(() => named('a', 'Users').click())")));
    }
    page.counts(PEOPLE);
}

fn list_of_rollcall(page: &Page<'_>, seen: &mut Seen) {
    for _ in 0..3 {
        seen.frames.push(number(&ask(page, "frames()")));
    }
    for at in 2..2 + ROUNDS {
        seen.panel.push(number(&ask(page, &format!("panel({at})"))));
    }
    page.keys(&[crate::page::ESCAPE]);
    for word in ["ma", "Øy", "son"] {
        ask(page, "listen()");
        for letter in word.chars() {
            page.write("Search", &letter.to_string());
            seen.search.push(number(&ask(page, "answered()")));
        }
        page.click("button", "Clear the search");
        page.counts(PEOPLE);
    }
}

fn rows(ours: Seen, theirs: Seen) -> Vec<Row> {
    let beside = |what: &str, a: Vec<f64>, b: Vec<f64>, bound: f64| {
        let (a, b) = (median(a), median(b));
        Row::new(
            what,
            format!("{:.2}× ({a:.0} ms, bare {b:.0} ms)", a / b),
            format!("≤ {bound}× bare"),
            a / b <= bound,
        )
    };
    let below = |what: &str, values: Vec<f64>| {
        let slowest = values.iter().copied().fold(0.0, f64::max);
        let middle = median(values);
        Row::new(
            what,
            format!("{middle:.0} ms (slowest {slowest:.0} ms)"),
            "< 100 ms",
            middle < 100.0,
        )
    };
    vec![
        beside("window up, beside an empty Tauri window", ours.up, theirs.up, 1.5),
        beside(
            "first rows of 100,000 cached users, beside the bare list",
            ours.rows,
            theirs.rows,
            1.5,
        ),
        beside(
            "mean frame while it is scrolled, beside the bare list",
            ours.frames,
            theirs.frames,
            1.3,
        ),
        below("quick search, from the key to the rows", ours.search),
        below("details open", ours.panel),
    ]
}
