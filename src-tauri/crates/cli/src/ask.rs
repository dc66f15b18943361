//! Questions, asked only when a person is at a terminal.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};

use rollcall_engine::{EngineError, ErrorCode, SecretInput};

use crate::failure::Failure;

/// The longest secret read from standard input, in bytes.
const LONGEST_SECRET: u64 = 64 * 1024;

/// Whether somebody can answer.
pub(crate) fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for one line.
pub(crate) fn line(question: &str) -> Result<String, Failure> {
    let mut error = std::io::stderr().lock();
    drop(write!(error, "{question} "));
    drop(error.flush());
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|e| unreadable(&e))?;
    Ok(answer.trim().to_owned())
}

/// Asks a question whose answer is no unless it is yes.
pub(crate) fn yes(question: &str) -> Result<bool, Failure> {
    Ok(matches!(
        line(&format!("{question} [y/N]"))?.to_lowercase().as_str(),
        "y" | "yes"
    ))
}

/// Asks for a secret without showing it.
pub(crate) fn secret(question: &str) -> Result<SecretInput, Failure> {
    rpassword::prompt_password(format!("{question}: "))
        .map(SecretInput::new)
        .map_err(|e| unreadable(&e))
}

/// Reads a secret from standard input, up to the end or the first line break.
pub(crate) fn secret_from_input() -> Result<SecretInput, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(LONGEST_SECRET)
        .read_to_string(&mut text)
        .map_err(|e| unreadable(&e))?;
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    Ok(SecretInput::new(text))
}

/// Reads so many secrets from standard input, one a line.
pub(crate) fn secrets_from_input(count: usize) -> Result<Vec<SecretInput>, Failure> {
    let all = secret_from_input()?;
    if count == 1 {
        return Ok(vec![all]);
    }
    let lines: Vec<SecretInput> = all
        .expose()
        .lines()
        .map(|line| SecretInput::new(line.to_owned()))
        .collect();
    if lines.len() == count {
        return Ok(lines);
    }
    Err(Failure::usage(
        format!("{count} secrets are needed, and {} lines came.", lines.len()),
        "Give each on a line of its own: the sign-in first, then headers, then parameters.",
    ))
}

fn unreadable(error: &std::io::Error) -> Failure {
    EngineError::new(
        ErrorCode::File,
        "Standard input could not be read.",
        format!("The system says: {error}."),
        "",
    )
    .into()
}
