//! Masks the values inside a filter, which hold names and addresses of people (RFC 7644 §7.5.2).

use super::MASK;

/// The filter with every value masked: what is quoted, and any word after a comparison operator.
/// Works on text that is no valid filter as well.
pub(super) fn mask(filter: &str) -> String {
    let mut out = String::with_capacity(filter.len());
    let mut after_operator = false;
    let mut rest = filter;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let body = rest.get(1..).unwrap_or_default();
            let end = closing_quote(body);
            out.push_str("\"***\"");
            rest = end.and_then(|e| body.get(e + 1..)).unwrap_or_default();
            after_operator = false;
        } else if c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']') {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        } else {
            let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"');
            let (word, tail) = rest.split_at(rest.find(stop).unwrap_or(rest.len()));
            let is_operator = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]
                .iter()
                .any(|o| word.eq_ignore_ascii_case(o));
            let literal = ["true", "false", "null"]
                .iter()
                .any(|l| word.eq_ignore_ascii_case(l));
            let logical = ["and", "or", "not"].iter().any(|l| word.eq_ignore_ascii_case(l));
            out.push_str(if after_operator && !literal && !logical {
                MASK
            } else {
                word
            });
            // What follows an operator stays hidden up to the next `and`: an unquoted value of several
            // words is no filter, but a person may have typed it.
            after_operator = !logical && (after_operator || is_operator);
            rest = tail;
        }
    }
    out
}

/// Where a JSON string ends, given what follows its opening quote.
fn closing_quote(body: &str) -> Option<usize> {
    let mut escaped = false;
    body.char_indices().find_map(|(i, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_value_inside_a_filter_is_masked_and_its_shape_kept() {
        for (filter, expected) in [
            (r#"userName eq "ada""#, r#"userName eq "***""#),
            (r#"a eq "x \" y" and b pr"#, r#"a eq "***" and b pr"#),
            (
                r#"emails[type eq "work" and value co "@example.com"]"#,
                r#"emails[type eq "***" and value co "***"]"#,
            ),
            ("active eq true", "active eq true"),
            ("n gt 42", "n gt ***"),
            (r#"userName eq "never closed"#, r#"userName eq "***""#),
            (
                "userName eq Ada Lovelace and active eq true",
                "userName eq *** *** and active eq true",
            ),
            ("not (title pr)", "not (title pr)"),
        ] {
            assert_eq!(mask(filter), expected, "{filter}");
        }
    }

    proptest! {
        #[test]
        fn no_quoted_value_survives_in_any_text(before in "[a-z \\[\\]()]{0,10}", after in "[a-z \"\\\\]{0,10}") {
            let masked = mask(&format!("{before}\"SECRETVALUE\"{after}"));
            prop_assert!(!masked.contains("SECRETVALUE"), "{}", masked);
        }
    }
}
