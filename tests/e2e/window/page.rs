//! The page as a person deals with it: looks for words, clicks, types, presses keys. Whatever is looked for may
//! take its time to appear.

use rollcall_tests::CANARY;
use serde_json::{Value, json};

use crate::desk::until;
use crate::webdriver::{Element, Refused, Session};

const FIND: &str = include_str!("page.js");
/// Keeps what the content security policy refuses, and what the page did not catch.
const LISTEN: &str = "
  if (window.__refused) return;
  window.__refused = [];
  document.addEventListener('securitypolicyviolation', (e) => window.__refused.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`));
  window.addEventListener('error', (e) => window.__refused.push(`error: ${e.message}`));
  window.addEventListener('unhandledrejection', (e) => window.__refused.push(`unhandled: ${e.reason?.message ?? JSON.stringify(e.reason)}`));
";
/// What the page keeps, with everything a script in it could read.
const EVERYTHING: &str = "
  return [document.documentElement.outerHTML, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }),
    document.cookie, location.href, JSON.stringify(history.state)].join('\\n');
";

/// WebDriver's codes of keys.
pub const CONTROL: &str = "\u{e009}";
pub const ENTER: &str = "\u{e007}";
pub const ESCAPE: &str = "\u{e00c}";

/// See the module.
pub struct Page<'a> {
    session: Session<'a>,
}

impl<'a> Page<'a> {
    /// The page of a window that has just opened.
    pub fn new(session: Session<'a>) -> Self {
        let page = Self { session };
        page.until("the page is there", |session| {
            session
                .script(
                    "return location.protocol === 'tauri:' && document.body !== null",
                    &[],
                )
                .is_ok_and(|is| is == true)
        });
        page.run(LISTEN, &[]);
        page
    }

    /// Runs a script that cannot fail.
    #[track_caller]
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.session
            .script(script, arguments)
            .unwrap_or_else(|refused| panic!("the script fails: {refused}"))
    }

    /// Waits for something to be true.
    #[track_caller]
    pub fn until(&self, what: &str, mut look: impl FnMut(&Session<'_>) -> bool) {
        if until(|| look(&self.session).then_some(())).is_none() {
            self.give_up(what);
        }
    }

    #[track_caller]
    fn give_up(&self, what: &str) -> ! {
        let saved = self
            .session
            .picture()
            .ok()
            .map(|png| crate::pictures::keep("failed", &png));
        // The reason comes last: of a long output the end is what is kept.
        panic!(
            "the page is kept as {saved:?} and says:\n{}\nwaited in vain: {what}",
            self.text()
        );
    }

    /// All words on the page.
    pub fn text(&self) -> String {
        let answer = self.session.script("return document.body.innerText", &[]);
        answer.map_or_else(
            |refused| refused.to_string(),
            |text| text.as_str().unwrap_or_default().to_owned(),
        )
    }

    fn look_for(&self, role: &str, name: &str) -> Result<Option<Element>, Refused> {
        self.session
            .script(FIND, &[json!(role), json!(name)])
            .map(|found| Element::of(&found))
    }

    /// Waits for an element with this role whose name is, begins with or (rows, messages) contains the words.
    #[track_caller]
    pub fn find(&self, role: &str, name: &str) -> Element {
        until(|| self.look_for(role, name).ok().flatten())
            .unwrap_or_else(|| self.give_up(&format!("the {role} “{name}”")))
    }

    /// Whether it is there now.
    pub fn has(&self, role: &str, name: &str) -> bool {
        self.look_for(role, name).is_ok_and(|found| found.is_some())
    }

    /// Waits until it is not there.
    #[track_caller]
    pub fn gone(&self, role: &str, name: &str) {
        self.until(&format!("the {role} “{name}” goes away"), |_| {
            self.look_for(role, name).is_ok_and(|found| found.is_none())
        });
    }

    /// Waits until the page says this.
    #[track_caller]
    pub fn says(&self, words: &str) {
        self.until(&format!("the page says “{words}”"), |_| {
            self.text().contains(words)
        });
    }

    /// Clicks it as soon as it can be clicked.
    #[track_caller]
    pub fn click(&self, role: &str, name: &str) {
        let enabled =
            "const e = arguments[0]; return !e.disabled && e.getAttribute('aria-disabled') !== 'true'";
        let clicked = until(|| {
            let element = self.look_for(role, name).ok().flatten()?;
            let ready = self.session.script(enabled, &[element.argument()]).ok()?;
            if ready != true {
                return None;
            }
            self.session.click(&element).ok()
        });
        if clicked.is_none() {
            self.give_up(&format!("the {role} “{name}” can be clicked"));
        }
    }

    /// Clicks a button.
    #[track_caller]
    pub fn press(&self, name: &str) {
        self.click("button", name);
    }

    /// Types into a field, after what is there.
    #[track_caller]
    pub fn write(&self, field: &str, text: &str) {
        let written = until(|| {
            let element = self.look_for("field", field).ok().flatten()?;
            self.session.write(&element, text).ok()
        });
        if written.is_none() {
            self.give_up(&format!("the field “{field}” can be written into"));
        }
    }

    /// Empties a field as a person does, then types.
    #[track_caller]
    pub fn rewrite(&self, field: &str, text: &str) {
        self.click("field", field);
        self.keys(&[CONTROL, "a"]);
        self.write(field, text);
    }

    /// Edits a value of the details: clicks it, replaces what is there, keeps it with Enter.
    #[track_caller]
    pub fn edit(&self, field: &str, text: &str) {
        // The panel may still move under the pointer when a message appears below it.
        let resting = format!("{field}:");
        let open = until(|| {
            if self.has("field", field) {
                return Some(());
            }
            let element = self.look_for("button", &resting).ok().flatten()?;
            drop(self.session.click(&element));
            None
        });
        if open.is_none() {
            self.give_up(&format!("the value “{field}” can be edited"));
        }
        self.keys(&[CONTROL, "a"]);
        self.write(field, &format!("{text}{ENTER}"));
        self.gone("field", field);
    }

    /// Presses keys together.
    #[track_caller]
    pub fn keys(&self, keys: &[&str]) {
        self.session
            .chord(keys)
            .unwrap_or_else(|refused| panic!("the keys are refused: {refused}"));
    }

    /// Whether it can be pressed now.
    #[track_caller]
    pub fn enabled(&self, role: &str, name: &str) -> bool {
        let element = self.find(role, name);
        self.run("return !arguments[0].disabled", &[element.argument()]) == true
    }

    /// Presses the keys of a button as soon as it can be pressed.
    #[track_caller]
    pub fn keys_of(&self, name: &str, keys: &[&str]) {
        self.until(&format!("the button “{name}” can be pressed"), |session| {
            let button = self.look_for("button", name).ok().flatten();
            let enabled = |e: Element| session.script("return !arguments[0].disabled", &[e.argument()]);
            button.is_some_and(|button| enabled(button).is_ok_and(|is| is == true))
        });
        self.keys(keys);
    }

    /// The words of an element.
    #[track_caller]
    pub fn words_of(&self, element: &Element) -> String {
        let text = self.run("return arguments[0].innerText", &[element.argument()]);
        text.as_str().unwrap_or_default().to_owned()
    }

    /// How many rows the grid counts, without its head; -1 while they answer an earlier question, for rows move
    /// under the pointer then.
    pub fn row_count(&self) -> i64 {
        let count = "return Number(document.querySelector('body:not(:has([role=search][aria-busy])) [role=grid]:not([aria-busy])')?.getAttribute('aria-rowcount') ?? 0) - 1";
        self.session
            .script(count, &[])
            .ok()
            .and_then(|n| n.as_i64())
            .unwrap_or(-1)
    }

    /// Waits until the grid counts so many rows.
    #[track_caller]
    pub fn counts(&self, rows: usize) {
        let rows = i64::try_from(rows).expect("a small number");
        self.until(&format!("the grid counts {rows} rows"), |_| {
            self.row_count() == rows
        });
    }

    /// Neither the page nor what it keeps holds the token.
    #[track_caller]
    pub fn holds_no_secret(&self) {
        let everything = self.run(EVERYTHING, &[]);
        let everything = everything.as_str().unwrap_or_default();
        assert!(everything.len() > 100, "there was something to search");
        assert!(
            !everything.contains(CANARY),
            "a script in the page could read the token"
        );
    }

    /// Calls a command as a script in the page would: the answer, or what the refusal says.
    #[track_caller]
    pub fn invoke(&self, command: &str, arguments: &Value) -> Result<Value, String> {
        let call = "
          const [command, payload, done] = arguments;
          window.__TAURI_INTERNALS__.invoke(command, payload).then((value) => done({ value }), (e) => done({ refused: typeof e === 'string' ? e : JSON.stringify(e) ?? String(e) }));
        ";
        let answer = self
            .session
            .script_async(call, &[json!(command), arguments.clone()])
            .unwrap_or_else(|refused| panic!("the call fails: {refused}"));
        match answer["refused"].as_str() {
            Some(refused) => Err(refused.to_owned()),
            None => Ok(answer["value"].clone()),
        }
    }

    /// Calls a command of the contract.
    #[track_caller]
    pub fn rpc(&self, command: &str, payload: &Value) -> Result<Value, String> {
        self.invoke("rpc", &json!({ "command": command, "payload": payload }))
    }

    /// Forgets what the policy has refused so far.
    #[track_caller]
    pub fn forget_refusals(&self) -> Value {
        self.run(
            "const all = window.__refused; window.__refused = []; return all",
            &[],
        )
    }

    /// The policy refused nothing, and nothing went wrong unseen.
    #[track_caller]
    pub fn nothing_was_refused_by_the_policy(&self) {
        let refused = self.run("return window.__refused ?? ['nobody listened']", &[]);
        assert_eq!(
            refused,
            json!([]),
            "the page meets its own policy and catches its own failures"
        );
    }

    /// The window's size on the screen.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        // The menu bar takes its part of the window.
        let mut asked = height;
        self.until("the page has its size", |session| {
            drop(session.resize(width, asked));
            let sizes = session.script("return [innerWidth, innerHeight, outerHeight - innerHeight]", &[]);
            let Ok(sizes) = sizes else { return false };
            let bar = sizes[2].as_u64().and_then(|bar| u32::try_from(bar).ok());
            asked = height + bar.unwrap_or(0);
            sizes[0] == width && sizes[1] == height
        });
    }

    /// Keeps pictures of what is on screen: two sizes, light and dark.
    #[track_caller]
    pub fn shoot(&self, name: &str) {
        let before = self.run("return document.documentElement.dataset.theme ?? ''", &[]);
        for (width, height) in [(1920, 1080), (1280, 800)] {
            self.resize(width, height);
            for theme in ["light", "dark"] {
                // Drawn for sure after the second frame.
                let paint = "
                  const [theme, done] = arguments;
                  document.documentElement.dataset.theme = theme;
                  requestAnimationFrame(() => requestAnimationFrame(done));
                ";
                drop(self.session.script_async(paint, &[json!(theme)]));
                crate::pictures::keep(&format!("{name}-{width}-{theme}"), &self.picture());
            }
        }
        self.run("document.documentElement.dataset.theme = arguments[0]", &[before]);
    }

    /// The page as PNG.
    #[track_caller]
    pub fn picture(&self) -> Vec<u8> {
        self.session
            .picture()
            .unwrap_or_else(|refused| panic!("{refused}"))
    }

    /// Gives up control.
    pub fn end(self) {
        self.session.end();
    }
}
