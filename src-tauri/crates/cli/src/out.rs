//! The two outputs: the result on standard output, all else on standard error.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use rollcall_engine::Notice;
use serde::Serialize;

use crate::failure::Failure;

/// How to write, decided once at the start.
pub(crate) struct Out {
    /// Whether the result is JSON.
    pub(crate) json: bool,
    colour: bool,
}

/// What a piece of text means; colour only on a terminal, and never alone.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    Good,
    Doubt,
    Bad,
    Quiet,
    Strong,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        let colour =
            std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        Self { json, colour }
    }

    /// The text in the colour of its meaning.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "32",
            Tone::Doubt => "33",
            Tone::Bad => "31",
            Tone::Quiet => "2",
            Tone::Strong => "1",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// The result as one JSON document.
    pub(crate) fn document<T: Serialize>(&self, value: &T) {
        if let Ok(text) = serde_json::to_string_pretty(value) {
            self.line(&text);
        }
    }

    /// One line of the result. A closed pipe ends the writing, not the work.
    pub(crate) fn line(&self, text: &str) {
        drop(writeln!(std::io::stdout().lock(), "{text}"));
    }

    /// A table as the result; people's values are made harmless for terminals.
    pub(crate) fn table(&self, heads: &[&str], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        if !std::io::stdout().is_terminal() {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
        table.set_header(heads.iter().copied());
        for row in rows {
            table.add_row(row.iter().map(|cell| printable(cell)));
        }
        self.line(&table.to_string());
    }

    /// Something to know, on standard error.
    pub(crate) fn say(&self, text: &str) {
        drop(writeln!(std::io::stderr().lock(), "{text}"));
    }

    /// What the engine wants known.
    pub(crate) fn notices(&self, notices: &[Notice]) {
        for notice in notices {
            self.say(&format!(
                "{} {}",
                self.paint(Tone::Doubt, "note:"),
                printable(&notice.message)
            ));
        }
    }

    /// A bar on standard error, invisible where that is no terminal.
    pub(crate) fn progress(&self, total: Option<u64>, what: &str) -> ProgressBar {
        let (bar, template) = match total {
            Some(total) => (
                ProgressBar::new(total),
                "{msg} {wide_bar} {human_pos}/{human_len} {eta}",
            ),
            None => (ProgressBar::new_spinner(), "{spinner} {msg} {human_pos}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar.set_message(what.to_owned());
        bar
    }

    /// Says why there is no result and gives the exit code for it.
    pub(crate) fn fail(&self, failure: &Failure) -> ExitCode {
        let error = &failure.error;
        if self.json {
            let message = [error.message.as_str(), error.why.as_str()].join(" ");
            let body = serde_json::json!({ "error": {
                "code": error.code.as_str(),
                "message": message.trim(),
                "action": error.action,
            }});
            self.say(&body.to_string());
        } else {
            self.say(&format!(
                "{} {}",
                self.paint(Tone::Bad, "error:"),
                printable(&error.message)
            ));
            for more in [&error.why, &error.action]
                .into_iter()
                .filter(|text| !text.is_empty())
            {
                self.say(&format!("       {}", printable(more)));
            }
            if let Some(scim) = &error.scim {
                let kind = scim.scim_type.as_deref().unwrap_or("no scimType");
                let detail = scim.detail.as_deref().unwrap_or("no detail");
                self.say(&self.paint(
                    Tone::Quiet,
                    &format!("       (server: {} {kind}: {})", scim.status, printable(detail)),
                ));
            }
        }
        ExitCode::from(error.code.exit_code())
    }
}

/// Text of servers and files with control characters and direction overrides shown as escapes, so
/// that a name cannot move the cursor or reorder a line.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                format!("\\u{{{:x}}}", u32::from(c))
            }
            c if c.is_control() => c.escape_default().to_string(),
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_name_cannot_write_to_the_terminal() {
        assert_eq!(
            printable("a\u{1b}[2Jb"),
            "a\\u{1b}[2Jb",
            "an escape sequence must not clear the screen"
        );
        assert_eq!(
            printable("x\u{202e}y"),
            "x\\u{202e}y",
            "an override must not reverse what follows"
        );
        assert_eq!(
            printable("Zoë Kovačević"),
            "Zoë Kovačević",
            "names stay as they are"
        );
    }
}
