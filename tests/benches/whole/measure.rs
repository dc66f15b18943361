//! Running a program: how long it took, how much memory it held at most, what it said.

use std::io::Read;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// A program's life.
pub(crate) struct Measured {
    /// From before its start until it was gone.
    pub(crate) time: Duration,
    /// Most bytes it held in memory (VmHWM); `None` where the system does not say.
    pub(crate) peak: Option<u64>,
    /// Standard output.
    pub(crate) stdout: String,
}

/// Runs the command to its end. A failure ends the measurement.
pub(crate) fn run(command: &mut Command) -> Measured {
    use std::process::Stdio;
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let out = child.stdout.take().map(reading).expect("a pipe");
    let err = child.stderr.take().map(reading).expect("a pipe");
    let mut peak = None;
    let status = loop {
        // The mark only rises; after the end there is nothing left to read it from.
        peak = high_water(child.id()).or(peak);
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    let time = begun.elapsed();
    let (stdout, stderr) = (out.join().expect("read"), err.join().expect("read"));
    assert!(
        status.success(),
        "{command:?} failed ({status})\n{stdout}\n{stderr}"
    );
    Measured { time, peak, stdout }
}

fn reading(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What cannot be read is missed where it is looked at.
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The middle one.
pub(crate) fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    values[values.len() / 2]
}

/// `412 MB`, or that nobody knows.
pub(crate) fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "not known here".into(),
        |bytes| format!("{} MB", bytes / 1_000_000),
    )
}

/// Whether it stayed below so many megabytes, as far as anybody knows.
pub(crate) fn below(bytes: Option<u64>, most: u64) -> bool {
    bytes.is_none_or(|bytes| bytes < most * 1_000_000)
}
