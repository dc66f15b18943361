//! What building and testing need from the system, installed by apt when that is allowed.

use anyhow::{Result, bail};

use crate::run::{has, output, run_with};

/// One thing the system must have: a Debian package and how to see whether it is there.
struct Need {
    package: &'static str,
    present: fn() -> bool,
}

fn library(name: &str) -> bool {
    output("pkg-config", &["--exists", name]).is_some()
}

/// For building the window.
const BUILD: &[Need] = &[
    Need {
        package: "build-essential",
        present: || has("cc"),
    },
    Need {
        package: "pkg-config",
        present: || has("pkg-config"),
    },
    Need {
        package: "libssl-dev",
        present: || library("libcrypto"),
    },
    Need {
        package: "libwebkit2gtk-4.1-dev",
        present: || library("webkit2gtk-4.1"),
    },
    Need {
        package: "librsvg2-dev",
        present: || library("librsvg-2.0"),
    },
    Need {
        package: "libxdo-dev",
        present: || std::path::Path::new("/usr/include/xdo.h").exists(),
    },
];

/// For a picture of the window where there is no display.
const PICTURE: &[Need] = &[
    Need {
        package: "xvfb",
        present: || has("Xvfb"),
    },
    Need {
        package: "xauth",
        present: || has("xauth"),
    },
    Need {
        package: "dbus-x11",
        present: || has("dbus-run-session"),
    },
    Need {
        package: "imagemagick",
        present: || has("import"),
    },
    Need {
        package: "fonts-dejavu-core",
        present: || std::path::Path::new("/usr/share/fonts/truetype/dejavu").exists(),
    },
];

/// For the tests alone.
const TEST: &[Need] = &[
    Need {
        package: "webkit2gtk-driver",
        present: || has("WebKitWebDriver"),
    },
    Need {
        package: "chromium",
        present: || has("chromium") || has("chromium-browser") || has("google-chrome"),
    },
    Need {
        package: "gnome-keyring",
        present: || has("gnome-keyring-daemon"),
    },
    Need {
        package: "python3-venv",
        present: || output("python3", &["-c", "import venv, ensurepip"]).is_some(),
    },
    Need {
        package: "curl",
        present: || has("curl"),
    },
    Need {
        package: "nginx",
        present: || std::path::Path::new("/usr/sbin/nginx").exists(),
    },
    Need {
        package: "tinyproxy",
        present: || has("tinyproxy"),
    },
    Need {
        package: "openssl",
        present: || has("openssl"),
    },
];

/// What the task at hand needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Building and opening the window.
    Window,
    /// The same, and a picture of it without a display.
    Picture,
    /// Everything.
    Test,
}

/// Installs what is missing, or says exactly what to type.
pub(crate) fn setup(purpose: For) -> Result<()> {
    node()?;
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut needs: Vec<&Need> = BUILD.iter().collect();
    if purpose != For::Window {
        needs.extend(PICTURE);
    }
    if purpose == For::Test {
        needs.extend(TEST);
    }
    let missing: Vec<&str> = needs
        .iter()
        .filter(|need| !(need.present)())
        .map(|need| need.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!(
        "sudo apt-get update && sudo apt-get install -y {}",
        missing.join(" ")
    );
    if !has("apt-get") {
        bail!(
            "these are missing: {}. Install your distribution's packages of the same purpose.",
            missing.join(", ")
        );
    }
    let root = output("id", &["-u"]).as_deref() == Some("0");
    let sudo = !root && output("sudo", &["-n", "true"]).is_some();
    if !root && !sudo {
        bail!(
            "system packages are missing, and installing them needs an administrator. Run:\n\n    {by_hand}\n"
        );
    }
    println!("Installing {}", missing.join(", "));
    let apt = |arguments: &[&str]| {
        let (program, arguments) = if root {
            ("apt-get", arguments.to_vec())
        } else {
            ("sudo", [&["-n", "apt-get"], arguments].concat())
        };
        run_with(program, &arguments, |command| {
            command.env("DEBIAN_FRONTEND", "noninteractive");
        })
    };
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(&missing);
    if apt(&["update", "-qq"]).and_then(|()| apt(&install)).is_err() {
        bail!("apt could not install what is missing. Run by hand:\n\n    {by_hand}\n");
    }
    Ok(())
}

fn node() -> Result<()> {
    let version = output("node", &["--version"]).unwrap_or_default();
    let major: u32 = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|m| m.parse().ok())
        .unwrap_or(0);
    if major < 20 {
        bail!(
            "Node 20 or newer is needed to build the window; found {}",
            if version.is_empty() { "none" } else { &version }
        );
    }
    if !has("npm") && !has("npm.cmd") {
        bail!("npm is needed to build the window and was not found beside node");
    }
    Ok(())
}
