//! A pasted list of people, line by line.

/// The entries of a pasted list: one a line, outer spaces and quotes removed, empty lines left out.
pub(crate) fn lines(pasted: &str) -> Vec<String> {
    pasted
        .lines()
        .map(bare)
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect()
}

/// A line that is no name as a whole, taken apart: tabs and semicolons separate, commas too.
pub(crate) fn parts(line: &str) -> Vec<String> {
    let parts: Vec<String> = line
        .split(['\t', ';', ','])
        .map(bare)
        .filter(|part| !part.is_empty())
        .map(Into::into)
        .collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

fn bare(text: &str) -> &str {
    // A byte order mark and no-break spaces come with lists from spreadsheets.
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_from_a_spreadsheet_loses_its_dressing() {
        assert_eq!(
            lines("\u{feff}kim@example.com\r\n\r\n  \"lee@example.com\"\u{a0}\n"),
            ["kim@example.com", "lee@example.com"],
            "what cannot be seen must not make a name unknown"
        );
    }

    #[test]
    fn a_name_with_a_comma_is_first_tried_as_it_is() {
        assert_eq!(
            lines("Doe, Jane"),
            ["Doe, Jane"],
            "a display name may hold a comma"
        );
        assert_eq!(
            parts("Doe, Jane"),
            ["Doe", "Jane"],
            "and is taken apart only when nobody has it"
        );
        assert!(parts("kim@example.com").is_empty(), "one name has no parts");
    }
}
