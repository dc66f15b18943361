//! A full disk.

use std::process::Command;

use rollcall_tests::{Output, Rollcall, Sandbox, csv, people};

/// A small file system of its own under the home; gone when dropped.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    /// `None` where this user may not mount.
    fn mount(at: &std::path::Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).expect("a folder");
        let options = format!("size={size},mode=0700");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at);
        mount
            .output()
            .is_ok_and(|o| o.status.success())
            .then(|| Self(at.to_path_buf()))
    }

    /// Leaves no room.
    fn fill(&self) -> std::path::PathBuf {
        use std::io::Write as _;
        let filler = self.0.join("filler");
        let mut file = std::fs::File::create(&filler).expect("a file");
        for size in [65_536, 4_096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let lazily = Command::new("umount").arg("-l").arg(&self.0).status();
        drop(lazily);
    }
}

#[track_caller]
fn disk_is_full(output: Output) -> Output {
    assert_eq!(output.code, 4, "the local store is the trouble: {output}");
    assert_eq!(output.stdout, "", "no result: {output}");
    let said = output.stderr.to_lowercase();
    assert!(
        said.contains("disk") || said.contains("space") || said.contains("room"),
        "it is named: {output}"
    );
    output
}

#[test]
fn a_full_disk_stops_before_anything_is_sent_and_loses_nothing() {
    let sandbox = Sandbox::with_people(400);
    let rollcall = Rollcall::new();
    let Some(disk) = SmallDisk::mount(&rollcall.home(), "6m") else {
        return limited_files(&sandbox, &rollcall);
    };
    rollcall.connect("Acme", &sandbox.base(), "test");
    let file = rollcall.file("season.csv", csv(&people(2_000)));
    let small = rollcall.file("small.csv", csv(&people(20)));
    let (job, _) = rollcall.plan(&small, "Acme", &[]);
    let filler = disk.fill();
    disk_is_full(rollcall.json(&["job", "plan", &file, "--on", "Acme"]));
    let run = rollcall.json(&["job", "run", &job]);
    assert!(
        [4, 5].contains(&run.code),
        "a job that cannot be noted is not run: {run}"
    );
    let sent = sandbox.stats().created.get("User").copied().unwrap_or(0);
    std::fs::remove_file(filler).expect("room again");
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(list[0]["name"], "Acme", "what was kept before is there");
    rollcall.json(&["job", "run", &job]).done();
    assert_eq!(
        sandbox.users().len(),
        420,
        "with room the job goes on, nobody twice ({sent} were sent before)"
    );
    assert_eq!(sandbox.stats().duplicate_user_names, 0, "nobody twice");
}

/// Without the right to mount: files may not grow beyond 3 MiB, which the system reports as a full disk would be.
fn limited_files(sandbox: &Sandbox, rollcall: &Rollcall) {
    rollcall.connect("Acme", &sandbox.base(), "test");
    let program = rollcall_tests::program().to_str().expect("a path").to_owned();
    let limited = format!("trap '' XFSZ; ulimit -f 3072; exec {program} sync --on Acme --json");
    let mut command = Command::new("bash");
    let environment = rollcall.command(&[]);
    command.args(["-c", &limited]).env_clear();
    for (name, value) in environment.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    let output = command.output().expect("bash runs");
    assert_ne!(
        output.status.code(),
        Some(0),
        "what cannot be written is not called written"
    );
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(list[0]["name"], "Acme", "what was kept before is there");
}

#[test]
fn a_first_run_on_a_full_disk_can_be_repeated() {
    let rollcall = Rollcall::new();
    let Some(disk) = SmallDisk::mount(&rollcall.home(), "6m") else {
        return;
    };
    let filler = disk.fill();
    disk_is_full(rollcall.json(&["connection", "list"]));
    std::fs::remove_file(filler).expect("room again");
    rollcall.json(&["connection", "list"]).done();
}
