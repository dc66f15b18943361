//! A person's desk: a home, a session bus with or without a keychain, a display, and Rollcall's real window on
//! it, under the control of WebKitWebDriver. Everything lies in one temporary folder, and everything it starts
//! ends with it.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use rollcall_tests::{CANARY, PASSPHRASE, closed_port};
use tempfile::TempDir;

use crate::page::Page;
use crate::webdriver::Driver;
use crate::x11;

/// What a condition may take on a slow machine. Nothing is measured against it.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// What the session offers for secrets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// A gnome-keyring, unlocked as at sign-in.
    Unlocked,
    /// A bus on which nobody keeps secrets.
    NoService,
    /// No bus.
    NoBus,
}

/// Waits until `look` finds something; the place to wait in, so that nothing is timed.
pub fn until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() > end {
            return None;
        }
        std::thread::sleep(Duration::from_millis(40));
    }
}

/// Waits a moment for what may not come, so that it can be tried again.
pub fn until_soon(mut look: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(3);
    while Instant::now() < end {
        if look() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(40));
    }
    false
}

/// The window under test: `ROLLCALL_DESKTOP`, else the one in the folder this test was built into.
pub fn program() -> PathBuf {
    if let Some(given) = std::env::var_os("ROLLCALL_DESKTOP") {
        return given.into();
    }
    let me = std::env::current_exe().expect("this test is a file");
    let program = me
        .ancestors()
        .nth(2)
        .expect("a profile's folder")
        .join("rollcall-desktop");
    assert!(
        program.exists(),
        "the window is not built: cargo build -p rollcall-desktop --features custom-protocol,e2e"
    );
    program
}

/// See the module.
pub struct Desk {
    folder: TempDir,
    display: u32,
    screen: Child,
    /// One window at a time on this computer: two engines of the web and a test each would only get in
    /// each other's way.
    _turn: File,
}

impl Desk {
    /// An empty home and a dark screen.
    pub fn new() -> Self {
        let turn =
            File::create(std::env::temp_dir().join("rollcall-window-tests.lock")).expect("a lock file");
        turn.lock().expect("the lock");
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["data", "config", "cache", "run", "tmp"] {
            std::fs::create_dir_all(folder.path().join(name)).expect("a folder");
        }
        let (screen, display) = screen();
        Self {
            folder,
            display,
            screen,
            _turn: turn,
        }
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The spreadsheet that the file dialog will give.
    pub fn chosen_file(&self) -> PathBuf {
        self.path("hires.csv")
    }

    /// Where the save dialog will write.
    pub fn saved_file(&self) -> PathBuf {
        self.path("to-correct.csv")
    }

    /// Signs in, starts Rollcall, does `work`, closes the window as a person does, and signs out.
    pub fn sit_down(&self, keychain: Keychain, work: impl FnOnce(&Page<'_>)) {
        self.sit_down_at(&program(), keychain, work);
    }

    /// The same with another program.
    pub fn sit_down_at(&self, program: &Path, keychain: Keychain, work: impl FnOnce(&Page<'_>)) {
        let login = Login::new(self, keychain);
        let driver = Driver::on(login.port);
        until(|| driver.ready().then_some(())).expect("WebKitWebDriver answers");
        let session = driver
            .open(program)
            .unwrap_or_else(|refused| panic!("the window does not open: {refused}; {}", self.log()));
        let page = Page::new(session);
        work(&page);
        page.nothing_was_refused_by_the_policy();
        let asked = x11::close_windows(self.display).expect("the display answers");
        assert!(asked > 0, "there is a window to close");
        let gone = until(|| self.no_process().then_some(()));
        page.end();
        assert!(gone.is_some(), "Rollcall ends when its window is closed");
    }

    /// Presses keys as the keyboard in front of the person does.
    pub fn press(&self, keys: &[u8]) {
        x11::press(self.display, keys).expect("the display takes keys");
    }

    /// No process of this desk has the program open any more.
    fn no_process(&self) -> bool {
        let mark = format!("ROLLCALL_HOME={}", self.path("rollcall").display());
        let processes = std::fs::read_dir("/proc").expect("the processes").flatten();
        !processes.map(|entry| entry.path()).any(|process| {
            std::fs::read_link(process.join("exe"))
                .is_ok_and(|exe| exe.to_string_lossy().contains("rollcall-desktop"))
                && std::fs::read(process.join("environ"))
                    .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == mark.as_bytes()))
        })
    }

    /// What Rollcall logged.
    pub fn log(&self) -> String {
        let files = std::fs::read_dir(self.path("rollcall/logs"))
            .into_iter()
            .flatten()
            .flatten();
        files
            .map(|file| std::fs::read_to_string(file.path()).unwrap_or_default())
            .collect()
    }

    /// What lies in the folder for temporary files and was Rollcall's.
    pub fn left_behind(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path("tmp"))
            .into_iter()
            .flatten()
            .flatten();
        files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("rollcall"))
            .collect()
    }

    /// Searches every file that was written at this desk, the web engine's too, for what must be in none.
    pub fn holds_no_secret(&self) {
        let mut folders = vec![self.folder.path().to_path_buf()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let kind = entry.file_type().expect("a file type");
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    files += 1;
                    let bytes = std::fs::read(entry.path()).unwrap_or_default();
                    for secret in [CANARY, PASSPHRASE] {
                        let wide: Vec<u8> = secret.bytes().flat_map(|byte| [byte, 0]).collect();
                        let found = [secret.as_bytes(), &wide]
                            .iter()
                            .any(|needle| bytes.windows(needle.len()).any(|part| part == *needle));
                        assert!(!found, "a secret lies in clear in {}", entry.path().display());
                    }
                }
            }
        }
        assert!(files > 0, "there was something to search");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.screen.kill());
        drop(self.screen.wait());
    }
}

/// A display of our own; the server picks a free number and tells it.
fn screen() -> (Child, u32) {
    let mut screen = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1920x1080x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is there: apt-get install xvfb");
    let mut line = String::new();
    let said = screen.stdout.take().expect("its output");
    BufReader::new(said)
        .read_line(&mut line)
        .expect("the display's number");
    let display = line.trim().parse().expect("the display's number");
    (screen, display)
}

/// A session of the desktop. It ends when its input is closed, also when this process is killed.
struct Login {
    port: u16,
    session: Child,
    input: Option<ChildStdin>,
}

const UNLOCK: &str = "printf 'the password of a sign-in' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null;";
/// Ends the keyring, which has left our process group, by its name on this bus.
const LOCK: &str = "pid=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
     org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets 2>/dev/null \
     | awk '{print $2}'); [ -n \"$pid\" ] && kill -KILL $pid";
/// Nobody can be asked to start on this bus.
const BARE_BUS: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

impl Login {
    fn new(desk: &Desk, keychain: Keychain) -> Self {
        let port = closed_port();
        let (before, after) = if keychain == Keychain::Unlocked {
            (UNLOCK, LOCK)
        } else {
            ("", ":")
        };
        let script = format!(
            "{before} WebKitWebDriver --port={port} --host=127.0.0.1 & driver=$!; read -r _; kill $driver; wait $driver; {after}"
        );
        let mut command = match keychain {
            Keychain::NoBus => Command::new("sh"),
            Keychain::Unlocked | Keychain::NoService => {
                let mut command = Command::new("dbus-run-session");
                if keychain == Keychain::NoService {
                    let config = desk.path("config/bare-bus.conf");
                    std::fs::write(&config, BARE_BUS).expect("the bus's configuration");
                    command.arg("--config-file").arg(config);
                }
                command.args(["--", "sh"]);
                command
            }
        };
        command.args(["-c", &script]);
        for name in [
            "DBUS_SESSION_BUS_ADDRESS",
            "GNOME_KEYRING_CONTROL",
            "WAYLAND_DISPLAY",
            "ROLLCALL_PASSPHRASE",
        ] {
            command.env_remove(name);
        }
        let log = File::options()
            .create(true)
            .append(true)
            .open(desk.path("session.log"))
            .expect("a log of the session");
        command
            .env("DISPLAY", format!(":{}", desk.display))
            .env("HOME", desk.folder.path())
            .env("XDG_DATA_HOME", desk.path("data"))
            .env("XDG_CONFIG_HOME", desk.path("config"))
            .env("XDG_CACHE_HOME", desk.path("cache"))
            .env("XDG_RUNTIME_DIR", desk.path("run"))
            .env("TMPDIR", desk.path("tmp"))
            .env("ROLLCALL_HOME", desk.path("rollcall"))
            .env("ROLLCALL_E2E_OPEN", desk.chosen_file())
            .env("ROLLCALL_E2E_SAVE", desk.saved_file())
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .env("LANG", "C.UTF-8");
        if keychain == Keychain::NoBus {
            // Unset, GLib would start a bus of its own on the display, which nobody ends.
            command.env(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", desk.path("run/bus").display()),
            );
        }
        let mut session = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("the session starts: apt-get install dbus gnome-keyring webkit2gtk-driver");
        let input = session.stdin.take();
        Self { port, session, input }
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.session.wait());
        // A window that a failed test left open is in the session's group.
        let group = format!("-{}", self.session.id());
        let kill = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        drop(kill);
    }
}
