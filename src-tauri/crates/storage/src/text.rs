//! Folding: what a person types and what a server holds are made comparable.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// Lower case, without accents, with the letters that Unicode does not take apart written out: `Łukasz` →
/// `lukasz`, `Straße` → `strasse`, `Đorđe` → `dorde`. Vowel signs of Indic, Thai and Japanese scripts are kept:
/// they are letters there, not accents.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    // Most letters of most names are ASCII, and taking the others apart is ten times slower.
    while let Some(c) = rest.chars().next() {
        let same_kind = |other: char| other.is_ascii() == c.is_ascii();
        let end = rest.find(|other| !same_kind(other)).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if c.is_ascii() {
            folded.extend(run.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            fold_run(run, &mut folded);
        }
        rest = after;
    }
    folded
}

fn fold_run(run: &str, folded: &mut String) {
    for c in run.nfkd() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else if !is_accent(c) {
            c.to_lowercase().for_each(|lower| match spelled_out(lower) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(lower),
            });
        }
    }
}

fn is_accent(c: char) -> bool {
    // Hebrew and Arabic points, then everything placed above, below or through a letter; not nukta, virama
    // and kana voicing (7–9), not the vowels and tones of Thai, Lao and Tibetan (103–132).
    matches!(canonical_combining_class(c), 10..=36 | 200..=254)
}

fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ĸ' => "k",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ς' => "σ",
        '‘' | '’' | 'ʼ' | 'ʹ' => "'",
        '‐' | '‑' | '–' | '—' | '−' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_typed() {
        let cases = [
            ("Łukasz", "lukasz"),
            ("Søren", "soren"),
            ("Đorđe", "dorde"),
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("Kovačević", "kovacevic"),
            ("Æsa Þórsdóttir", "aesa thorsdottir"),
            ("Işık", "isik"),
            ("İpek", "ipek"),
            ("Œuvre", "oeuvre"),
            ("O’Brien", "o'brien"),
            ("Οδυσσεύς", "οδυσσευσ"),
            ("ＡＢＣ", "abc"),
            ("e\u{301}te\u{301}", "ete"),
            ("Nguyễn", "nguyen"),
        ];
        for (raw, expected) in cases {
            assert_eq!(
                fold(raw),
                expected,
                "{raw} must be found by somebody without its keyboard"
            );
            assert_eq!(
                fold(&fold(raw)),
                expected,
                "folding twice must change nothing: {raw}"
            );
        }
    }

    #[test]
    fn letters_that_only_look_like_accents_are_kept() {
        assert_ne!(fold("कि"), fold("क"), "a Devanagari vowel sign is a letter");
        assert_ne!(fold("が"), fold("か"), "a voiced kana is another letter");
    }
}
