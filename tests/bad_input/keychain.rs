//! A keychain that is there and has no key for the store: a real Secret Service in a session of its own.

use std::process::Command;

use rollcall_tests::{Rollcall, program};

/// Runs the program twice in a session with an unlocked keyring: the first run sets up keychain mode; then the
/// keyring's files are thrown away, as when a home is restored without them.
#[test]
fn a_store_whose_key_is_absent_from_the_keychain_stops_and_says_how_to_recover() {
    for tool in ["dbus-run-session", "gnome-keyring-daemon"] {
        let found = std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(tool).exists()));
        assert!(
            found,
            "{tool} is missing: install the packages dbus and gnome-keyring"
        );
    }
    let rollcall = Rollcall::without_passphrase();
    let first = in_session(&rollcall, "data-1");
    assert_eq!(
        first.0, 0,
        "the first run chooses the keychain without a question: {first:?}"
    );
    let told = std::fs::read_to_string(rollcall.home().join("store.toml")).expect("store.toml");
    assert!(
        told.contains("keychain"),
        "the mode is written in the clear: {told}"
    );
    let again = in_session(&rollcall, "data-1");
    assert_eq!(again.0, 0, "with its keyring the store opens: {again:?}");

    let store = std::fs::read(rollcall.home().join("jobs.db")).expect("the database");
    let absent = in_session(&rollcall, "data-2");
    assert_eq!(absent.0, 4, "without its key it stops: {absent:?}");
    let error: serde_json::Value =
        serde_json::from_str(absent.2.lines().last().unwrap_or_default()).expect("an error in JSON");
    assert_eq!(error["error"]["code"], "store_stopped", "{absent:?}");
    assert!(
        error["error"]["action"]
            .as_str()
            .is_some_and(|a| a.contains("restore")),
        "{absent:?}"
    );
    assert_eq!(
        std::fs::read(rollcall.home().join("jobs.db")).ok(),
        Some(store),
        "the store is as it was"
    );
    let back = in_session(&rollcall, "data-1");
    assert_eq!(back.0, 0, "with the keyring restored it opens again: {back:?}");
}

/// `connection list` in a D-Bus session whose keyring keeps its files in this folder.
fn in_session(rollcall: &Rollcall, data: &str) -> (i32, String, String) {
    let script = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null; \
         \"$0\" connection list --json; code=$?; \
         pid=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
         org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets 2>/dev/null \
         | awk '{print $2}'); [ -n \"$pid\" ] && kill -KILL $pid; exit $code";
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "sh", "-c", script])
        .arg(program())
        .env_clear();
    for (name, value) in rollcall.command(&[]).get_envs() {
        if let Some(value) = value.filter(|_| name != "DBUS_SESSION_BUS_ADDRESS") {
            command.env(name, value);
        }
    }
    for (name, folder) in [
        ("XDG_DATA_HOME", data),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let folder = rollcall.path(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        command.env(name, folder);
    }
    let output = command.output().expect("dbus-run-session runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}
