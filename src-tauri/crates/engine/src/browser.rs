//! The person's own browser.

use std::process::{Command, Stdio};

/// Asks the system to open a web address in the person's browser; false when it cannot. Waits for nothing.
pub fn open_in_browser(address: &str) -> bool {
    // Anything else could name a program or an option.
    if !(address.starts_with("https://") || address.starts_with("http://")) {
        return false;
    }
    let mut command = if cfg!(target_os = "windows") {
        let mut command = Command::new("rundll32.exe");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("/usr/bin/open")
    } else {
        Command::new("xdg-open")
    };
    command
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            // A child nobody waits for stays in the system's list.
            std::thread::spawn(move || drop(child.wait()));
            true
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_web_address_is_handed_to_the_system() {
        for other in [
            "file:///etc/passwd",
            "--help",
            "javascript:alert(1)",
            "C:\\\\calc.exe",
        ] {
            assert!(!open_in_browser(other), "{other}");
        }
    }
}
