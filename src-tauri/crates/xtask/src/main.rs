//! Project tasks. `cargo xtask demo` shows the program, `cargo xtask test` proves it; the others are
//! the parts they are made of.

mod bench;
mod bindings;
mod demo;
mod interop;
mod lint;
mod pictures;
mod quirks;
mod run;
mod setup;
mod test;
mod ui;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask <task>

  demo             set up, build, and open the window on the sample directory
  test [--long]    set up and run every check and test (--long: the long crash proof)
  bench [WHAT]...  measure, as ratios within one run (small, sync, search, plan, job, version, ui)
  bindings         write ui/src/bindings from the contract (--check: fail on a difference)
  pictures         take the pictures of docs/ anew
  quirks           write the table of quirks and their tests into tests/README.md (--check: fail on a difference)
  interop          walk the whole journey on every server and preset, and write docs/interop.md
                   (--write: from what `test --long` left, --check: fail when it says else than what was walked)
  lint-structure   check who may know whom, and file lengths
";

fn main() -> std::process::ExitCode {
    match task() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            // One sentence a cause; a stack says nothing about a missing package or a red test.
            eprintln!("\nxtask: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn task() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    std::env::set_current_dir(run::root())?;
    match words.as_slice() {
        ["demo"] => demo::demo(),
        ["test"] => test::test(false),
        ["test", "--long"] => test::test(true),
        ["bench", rest @ ..] => bench::bench(rest),
        ["bindings"] => bindings::bindings(false),
        ["bindings", "--check"] => bindings::bindings(true),
        ["pictures"] => pictures::pictures(),
        ["quirks"] => quirks::quirks(),
        ["quirks", "--check"] => quirks::check(),
        ["interop"] => interop::interop(),
        ["interop", "--write"] => interop::write(),
        ["interop", "--check"] => interop::check(),
        ["lint-structure"] => lint::lint_structure(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("no such task: {}\n\n{USAGE}", words.join(" ")),
    }
}
