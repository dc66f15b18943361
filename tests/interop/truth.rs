//! Whether what Rollcall says about a change is what the server has.

use rollcall_tests::Output;
use serde_json::Value;

/// How a change ended, by Rollcall's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Everything is stored.
    Done,
    /// It went out, and these paths are not stored.
    NotStored(Vec<String>),
    /// It went out, and nobody is there any more.
    Gone,
    /// The server refused, with a reason.
    Refused(String),
}

/// Reads the account of a change and checks that it is an honest one in form.
#[track_caller]
pub fn told(output: &Output) -> Told {
    match output.code {
        0 => Told::Done,
        1 if output.stdout.is_empty() => {
            let error = output.error();
            let message = error["message"].as_str().unwrap_or_default().to_owned();
            assert!(message.len() > 20, "a refusal has a reason: {output}");
            Told::Refused(message)
        }
        1 => {
            let outcome = output.json();
            let verdicts = outcome["verdicts"].as_array().cloned().unwrap_or_default();
            let bad = |v: &&Value| v["verdict"] == "ignored" || v["verdict"] == "rejected";
            let paths: Vec<String> = verdicts
                .iter()
                .filter(bad)
                .map(|v| v["path"].as_str().unwrap_or_default().to_owned())
                .collect();
            let gone = |v: &Value| v["code"] == "gone_after";
            if outcome["notices"].as_array().is_some_and(|n| n.iter().any(gone)) {
                return Told::Gone;
            }
            assert!(!paths.is_empty(), "what is not stored is named: {output}");
            Told::NotStored(paths)
        }
        3 => {
            let error = output.error();
            assert_eq!(
                error["code"], "server_error",
                "only the server itself may fail here: {output}"
            );
            Told::Refused(error["message"].as_str().unwrap_or_default().to_owned())
        }
        _ => panic!("neither done nor refused: {output}"),
    }
}

/// Each attribute that is called stored is what the server has.
#[track_caller]
pub fn verdicts_are_true(output: &Output, on_server: &Value) {
    if output.stdout.is_empty() {
        return;
    }
    for verdict in output.json()["verdicts"].as_array().into_iter().flatten() {
        let path = verdict["path"].as_str().unwrap_or_default();
        if path.contains(['[', ':']) {
            continue;
        }
        let actual = path.split('.').fold(on_server, |value, part| &value[part]);
        let there = holds(actual, &verdict["wanted"]);
        match verdict["verdict"].as_str() {
            Some("stored") => assert!(
                there,
                "{path} is called stored; the server has {actual}: {output}"
            ),
            Some("ignored" | "rejected") => {
                assert!(
                    !there,
                    "{path} is called not stored, but the server has {actual}: {output}"
                );
            }
            _ => {}
        }
    }
}

/// Whether the server's value has all that was wanted; it may have more.
pub fn holds(actual: &Value, wanted: &Value) -> bool {
    match (actual, wanted) {
        (Value::Object(actual), Value::Object(wanted)) => wanted
            .iter()
            .all(|(key, value)| actual.get(key).is_some_and(|a| holds(a, value))),
        (Value::Array(actual), Value::Array(wanted)) => {
            wanted.iter().all(|value| actual.iter().any(|a| holds(a, value)))
        }
        (actual, Value::Null) => {
            actual.is_null() || actual == "" || actual.as_array().is_some_and(Vec::is_empty)
        }
        _ => actual == wanted,
    }
}
