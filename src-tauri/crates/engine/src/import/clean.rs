//! What a spreadsheet leaves in cells that nobody typed.

use unicode_normalization::UnicodeNormalization as _;

/// The cell as it will be used, and whether invisible characters were taken out: composed letters,
/// plain spaces, no zero-width characters, no space around.
pub(crate) fn cell(text: &str) -> (String, bool) {
    if text.is_ascii() {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace());
        return (trimmed.to_owned(), false);
    }
    let mut invisible = false;
    let kept: String = text
        .nfc()
        .filter_map(|c| match c {
            '\u{a0}' | '\u{2007}' | '\u{202f}' => {
                invisible = true;
                Some(' ')
            }
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                invisible = true;
                None
            }
            other => Some(other),
        })
        .collect();
    (kept.trim().to_owned(), invisible)
}

/// A number as a spreadsheet writes long ones, `4.41135E+11`: the digits are lost.
pub(crate) fn is_scientific(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    digits(whole)
        && whole.len() == 1
        && digits(fraction)
        && digits(exponent)
        && (mantissa.len() > 1 || exponent.len() == 2)
}

#[cfg(test)]
mod tests {
    use super::{cell, is_scientific};

    #[test]
    fn invisible_characters_go_and_letters_are_composed() {
        assert_eq!(
            cell("\u{a0}Zoe\u{308}\u{200b} "),
            ("Zoë".into(), true),
            "a hidden space would make another name"
        );
        assert_eq!(
            cell("  Kim "),
            ("Kim".into(), false),
            "plain spaces around are no finding"
        );
    }

    #[test]
    fn numbers_whose_digits_are_lost_are_told_from_names() {
        for lost in ["4.41135E+11", "5,57E+92", "1E10", "1.2e+05"] {
            assert!(is_scientific(lost), "{lost} has lost its digits");
        }
        for fine in ["441135", "E10", "12E4567", "1E", "Room 1E1", "3e", "a1E5"] {
            assert!(!is_scientific(fine), "{fine} is a code or a name");
        }
    }
}
