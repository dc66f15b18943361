//! As much of WebDriver (W3C) as the tests need, spoken to WebKitWebDriver over one connection that is kept:
//! tauri's own bridge is known to break with clients that close it after each command.

use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

/// The key under which WebDriver puts an element's reference.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// No command takes longer; starting the window is the longest.
const LONGEST: Duration = Duration::from_secs(120);

/// Why a command was refused.
#[derive(Debug)]
pub struct Refused {
    /// WebDriver's code, such as `stale element reference`.
    pub code: String,
    /// The driver's own words.
    pub message: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// An element of the page.
#[derive(Debug, Clone)]
pub struct Element(Value);

impl Element {
    /// From a script's answer; `None` when that is no element.
    pub fn of(answer: &Value) -> Option<Self> {
        answer.get(ELEMENT).is_some().then(|| Self(answer.clone()))
    }

    /// As an argument of a script.
    pub fn argument(&self) -> Value {
        self.0.clone()
    }

    fn reference(&self) -> &str {
        self.0[ELEMENT].as_str().unwrap_or_default()
    }
}

/// A running driver.
pub struct Driver {
    agent: ureq::Agent,
    base: String,
}

impl Driver {
    /// The driver on this port of 127.0.0.1.
    pub fn on(port: u16) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LONGEST))
            .build()
            .new_agent();
        Self {
            agent,
            base: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Whether it answers and can open a window.
    pub fn ready(&self) -> bool {
        self.get("/status").is_ok_and(|status| status["ready"] == true)
    }

    fn get(&self, path: &str) -> Result<Value, Refused> {
        read(self.agent.get(format!("{}{path}", self.base)).call())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        let request = self.agent.post(format!("{}{path}", self.base));
        read(
            request
                .header("Content-Type", "application/json")
                .send(body.to_string()),
        )
    }

    fn delete(&self, path: &str) -> Result<Value, Refused> {
        read(self.agent.delete(format!("{}{path}", self.base)).call())
    }

    /// Starts a program and takes control of its window.
    ///
    /// # Errors
    /// When the program does not start or does not let itself be controlled.
    pub fn open(&self, program: &std::path::Path) -> Result<Session<'_>, Refused> {
        let options = json!({ "binary": program, "args": [] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = self.post("/session", &wanted)?;
        let id = answer["sessionId"].as_str().unwrap_or_default();
        Ok(Session {
            driver: self,
            path: format!("/session/{id}"),
        })
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, Refused> {
    let unreachable = |error: ureq::Error| Refused {
        code: "no answer".into(),
        message: error.to_string(),
    };
    let mut answer = answer.map_err(unreachable)?;
    let status = answer.status();
    let text = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_string()
        .map_err(unreachable)?;
    let value = serde_json::from_str::<Value>(&text).unwrap_or_default()["value"].take();
    if status.is_success() {
        return Ok(value);
    }
    let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Err(Refused {
        code: word("error"),
        message: word("message"),
    })
}

/// A window under control.
pub struct Session<'a> {
    driver: &'a Driver,
    path: String,
}

impl Session<'_> {
    fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        self.driver.post(&format!("{}{path}", self.path), body)
    }

    /// Runs the body of a function in the page; `arguments` become its own.
    ///
    /// # Errors
    /// When the script throws or the page is gone.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, Refused> {
        self.post("/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// The same for a script that ends by calling its last argument.
    ///
    /// # Errors
    /// When the script throws, does not end or the page is gone.
    pub fn script_async(&self, body: &str, arguments: &[Value]) -> Result<Value, Refused> {
        self.post("/execute/async", &json!({ "script": body, "args": arguments }))
    }

    /// A real click in the middle of the element.
    ///
    /// # Errors
    /// When it is not there any more, or something lies over it.
    pub fn click(&self, element: &Element) -> Result<(), Refused> {
        self.post(&format!("/element/{}/click", element.reference()), &json!({}))
            .map(drop)
    }

    /// Real key presses into the element.
    ///
    /// # Errors
    /// When it cannot take keys.
    pub fn write(&self, element: &Element, text: &str) -> Result<(), Refused> {
        self.post(
            &format!("/element/{}/value", element.reference()),
            &json!({ "text": text }),
        )
        .map(drop)
    }

    /// Presses these keys together, and lets go of them in reverse order.
    ///
    /// # Errors
    /// When the driver knows one of them not.
    pub fn chord(&self, keys: &[&str]) -> Result<(), Refused> {
        let one = |kind: &str, key: &str| json!({ "type": kind, "value": key });
        let mut steps: Vec<Value> = keys.iter().map(|key| one("keyDown", key)).collect();
        steps.extend(keys.iter().rev().map(|key| one("keyUp", key)));
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] });
        self.post("/actions", &actions).map(drop)
    }

    /// Sizes the window.
    ///
    /// # Errors
    /// When the window does not follow.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), Refused> {
        let place = json!({ "x": 0, "y": 0, "width": width, "height": height });
        self.post("/window/rect", &place).map(drop)
    }

    /// The page as PNG.
    ///
    /// # Errors
    /// When the page cannot be drawn.
    pub fn picture(&self) -> Result<Vec<u8>, Refused> {
        let text = self.driver.get(&format!("{}/screenshot", self.path))?;
        let decode = base64::engine::general_purpose::STANDARD.decode(text.as_str().unwrap_or_default());
        decode.map_err(|error| Refused {
            code: "picture".into(),
            message: error.to_string(),
        })
    }

    /// Gives up control; a program that still runs is killed.
    pub fn end(self) {
        drop(self.driver.delete(&self.path));
    }
}
