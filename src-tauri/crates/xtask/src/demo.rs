//! `demo`: one command from a fresh checkout to the window on the sample directory.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::run::{output, root, run, run_with, target};
use crate::setup::{For, setup};
use crate::ui;

/// Sets up, builds and shows Rollcall.
pub(crate) fn demo() -> Result<()> {
    let display = has_display();
    setup(if display { For::Window } else { For::Picture })?;
    ui::build()?;
    println!("\nBuilding Rollcall. The first time this takes some minutes.");
    run("cargo", &["build", "--release", "--package", "rollcall-cli"])?;
    run(
        "cargo",
        &[
            "build",
            "--release",
            "--package",
            "rollcall-desktop",
            "--features",
            "custom-protocol",
        ],
    )?;
    let folder = target().join("demo");
    let home = folder.join("home");
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    std::fs::create_dir_all(&folder)?;
    let passphrase = random_word()?;
    if display {
        println!("\nOpening the window on the sample directory. Close it to end the demo.");
        let status = window_command(&home, &passphrase)
            .status()
            .context("could not start the window")?;
        if !status.success() {
            bail!("the window ended with {status}");
        }
        return Ok(());
    }
    println!("\nThere is no display here, so the same main job runs on the command line,");
    println!("and a picture of the window is taken in a virtual display.");
    main_job(&folder, &home, &passphrase)?;
    picture(&folder, &passphrase)
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

fn binary(name: &str) -> PathBuf {
    target()
        .join("release")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The demo's own store, sealed with a passphrase made for this run, so that it asks nothing and
/// touches neither the person's keychain nor their real connections.
fn window_command(home: &Path, passphrase: &str) -> Command {
    let mut command = Command::new(binary("rollcall-desktop"));
    command
        .arg("--sample")
        .env("ROLLCALL_HOME", home)
        .env("ROLLCALL_PASSPHRASE", passphrase);
    command
}

fn random_word() -> Result<String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Plans and runs a seasonal list of 500 people against the sandbox.
fn main_job(folder: &Path, home: &Path, passphrase: &str) -> Result<()> {
    let csv = folder.join("winter-season.csv");
    std::fs::write(&csv, seasonal_list(500))?;
    let (sandbox, base, token) = start_sandbox()?;
    let result = (|| -> Result<()> {
        let secret = folder.join("token");
        std::fs::write(&secret, &token)?;
        let rollcall = |arguments: &[&str], input: Option<&Path>| -> Result<()> {
            run_with(&binary("rollcall").to_string_lossy(), arguments, |command| {
                command
                    .env("ROLLCALL_HOME", home)
                    .env("ROLLCALL_PASSPHRASE", passphrase);
                if let Some(file) = input.and_then(|path| std::fs::File::open(path).ok()) {
                    command.stdin(file);
                }
            })
        };
        let add = [
            "connection",
            "add",
            "Sample",
            "--url",
            &base,
            "--environment",
            "sandbox",
            "--auth",
            "bearer",
            "--secret-stdin",
        ];
        let added = rollcall(&add, Some(&secret));
        std::fs::remove_file(&secret)?;
        added?;
        rollcall(&["connection", "test", "Sample"], None)?;
        let list = csv.to_string_lossy().into_owned();
        rollcall(&["job", "plan", &list, "--on", "Sample"], None)?;
        rollcall(&["job", "run", "1"], None)?;
        rollcall(&["job", "results", "1"], None)
    })();
    stop(sandbox);
    result
}

fn start_sandbox() -> Result<(Child, String, String)> {
    use std::io::BufRead as _;
    let mut child = Command::new(binary("rollcall"))
        .args(["sandbox", "--port", "0", "--json"])
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .context("could not start the sandbox")?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        std::io::BufReader::new(stdout).read_line(&mut line)?;
    }
    let said: serde_json::Value =
        serde_json::from_str(&line).context("the sandbox did not say where it is")?;
    let text = |name: &str| {
        said.get(name)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    Ok((child, text("base"), text("token")))
}

fn stop(mut child: Child) {
    // Ending the process we started is all there is to do; it keeps nothing.
    drop(child.kill());
    drop(child.wait());
}

/// A seasonal list as a retailer's HR system would export it. The people are invented.
fn seasonal_list(rows: usize) -> String {
    const GIVEN: &[&str] = &[
        "Amara",
        "Björn",
        "Chloé",
        "Dragan",
        "Élise",
        "Femi",
        "Grażyna",
        "Hana",
        "Iñaki",
        "Jürgen",
        "Kateřina",
        "Leïla",
        "Mateus",
        "Nuray",
        "Oisín",
        "Pınar",
        "Quentin",
        "Ragnhild",
        "Søren",
        "Thảo",
    ];
    const FAMILY: &[&str] = &[
        "Adeyemi",
        "Bianchi",
        "Černý",
        "Dąbrowska",
        "Eriksson",
        "Ferreira",
        "Gökçe",
        "Håkansson",
        "Ibarra",
        "Jørgensen",
        "Kowalczyk",
        "López",
        "Müller",
        "Nováková",
        "O'Brien",
        "Petrović",
        "Quiroga",
        "Rousseau",
        "Şahin",
        "Tanaka",
        "Ünal",
        "Varga",
        "Weiß",
        "Yılmaz",
        "Žukauskas",
    ];
    const STORES: &[&str] = &[
        "Retail North",
        "Retail South",
        "Retail East",
        "Retail West",
        "Returns",
    ];
    let mut text =
        String::from("userName,Given name,Family name,Email,Job title,Department,Employee number,userType\n");
    for row in 0..rows {
        let given = GIVEN.get(row % GIVEN.len()).unwrap_or(&"Alex");
        let family = FAMILY
            .get((row / GIVEN.len()) % FAMILY.len())
            .unwrap_or(&"Example");
        let store = STORES.get(row % STORES.len()).unwrap_or(&"Returns");
        let name = format!("season{:04}@example.com", row + 1);
        text.push_str(&format!(
            "{name},{given},{family},{name},Seasonal associate,{store},S-{:05},Seasonal\n",
            row + 1
        ));
    }
    text
}

/// Starts the real window in a virtual display and takes its picture once it has drawn.
fn picture(folder: &Path, passphrase: &str) -> Result<()> {
    let home = folder.join("window-home");
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    let png = folder.join("window.png");
    let display = free_display();
    let mut xvfb = Command::new("Xvfb")
        .args([&display, "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("could not start Xvfb")?;
    let result = (|| -> Result<()> {
        wait_for("the virtual display", || {
            Path::new(&format!("/tmp/.X11-unix/X{}", &display[1..])).exists()
        })?;
        let mut session = Command::new("dbus-run-session");
        session.arg("--").arg(binary("rollcall-desktop")).arg("--sample");
        session
            .env("ROLLCALL_HOME", &home)
            .env("ROLLCALL_PASSPHRASE", passphrase)
            .env("DISPLAY", &display);
        session.current_dir(root());
        let mut window = session.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let last = RefCell::new(String::new());
        let taken = wait_for("the window to show the people", || settled(&display, &png, &last));
        drop(window.kill());
        drop(window.wait());
        taken
    })();
    drop(xvfb.kill());
    drop(xvfb.wait());
    result?;
    println!(
        "\nA picture of the window is in {}",
        png.strip_prefix(root()).unwrap_or(&png).display()
    );
    Ok(())
}

/// Takes a picture; true once it shows a drawn window that no longer changes.
fn settled(display: &str, png: &Path, last: &RefCell<String>) -> bool {
    let path = png.to_string_lossy();
    // The number of colours and the signature of the pixels: the file itself carries the time it was written.
    let Some(seen) = output("import", &["-display", display, "-window", "root", &path])
        .and_then(|_| output("identify", &["-format", "%k %#", &path]))
    else {
        return false;
    };
    let colours: u32 = seen
        .split(' ')
        .next()
        .and_then(|count| count.parse().ok())
        .unwrap_or(0);
    let same = *last.borrow() == seen;
    last.replace(seen);
    // Fewer colours than this are an empty screen or a loading placeholder.
    colours > 1_200 && same
}

fn free_display() -> String {
    let number = (90..200)
        .find(|n| !Path::new(&format!("/tmp/.X{n}-lock")).exists())
        .unwrap_or(99);
    format!(":{number}")
}

fn wait_for(what: &str, ready: impl Fn() -> bool) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(90);
    while !ready() {
        if Instant::now() > end {
            bail!("waited 90 s for {what} in vain");
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    Ok(())
}
