//! What was said of a fact, taken apart for other languages.

use std::collections::BTreeMap;

use rollcall_scim::sentence;
use rollcall_scim_client::EvidenceCode;
use serde::Serialize;

/// Why a fact is believed, by the name of the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EvidenceSaid {
    /// Which sentence.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./EvidenceCode\").EvidenceCode"))]
    pub code: EvidenceCode,
    /// What it names.
    pub params: BTreeMap<String, String>,
    /// What its exchange showed; null where the sentence names none.
    pub message: Option<Box<EvidenceSaid>>,
}

impl EvidenceSaid {
    /// Which sentence this text is; `None` for words of others, or of another version.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::read_as(text, true)
    }

    /// An exchange shows one thing: what it shows is not taken for another exchange. Of the sentences that fit, the one
    /// with the most words of its own is meant: "A job's PUT was answered with 501." is no answer of "A job's PUT was".
    fn read_as(text: &str, exchanges: bool) -> Option<Self> {
        let exchange = |code: &EvidenceCode| matches!(code, EvidenceCode::Calibrated | EvidenceCode::Seen);
        let fits = |&code: &EvidenceCode| {
            let params = sentence::read(code.sentence(), text)?;
            let message = match params.get("message") {
                Some(message) => Some(Box::new(Self::read_as(message, false)?)),
                None => None,
            };
            let own = code.sentence().len() - params.keys().map(String::len).sum::<usize>();
            let said = Self {
                code,
                params,
                message,
            };
            Some((own, said))
        };
        let most = |codes: &mut dyn Iterator<Item = &EvidenceCode>| {
            let (_, said) = codes.filter_map(fits).max_by_key(|(own, _)| *own)?;
            Some(said)
        };
        let seen = || most(&mut EvidenceCode::ALL.iter().filter(|code| exchange(code)));
        let plain = || most(&mut EvidenceCode::ALL.iter().filter(|code| !exchange(code)));
        if exchanges { seen().or_else(plain) } else { plain() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Display;

    #[test]
    fn every_evidence_is_known_again_with_what_it_names_and_behind_its_exchange() {
        for &code in EvidenceCode::ALL {
            let names: Vec<&str> = code
                .sentence()
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name)
                .collect();
            let inner = EvidenceCode::Patience.sentence();
            let values: Vec<(&str, &dyn Display)> = names
                .iter()
                .map(|name| {
                    (
                        *name,
                        if *name == "message" { &inner } else { &"7" } as &dyn Display,
                    )
                })
                .collect();
            let text = code.with(&values);
            let said = EvidenceSaid::read(&text.to_string()).expect("known");
            assert_eq!(
                (said.code, said.params.len()),
                (code, names.len()),
                "not taken for another one"
            );
            if names.contains(&"message") {
                continue;
            }
            for of in [EvidenceCode::Seen, EvidenceCode::Calibrated] {
                let whole = of.with(&[("exchange", &"GET /Users?a=b → 200"), ("message", &text)]);
                let said = EvidenceSaid::read(&whole.to_string()).expect("known");
                assert_eq!(
                    (said.code, said.params["exchange"].as_str()),
                    (of, "GET /Users?a=b → 200")
                );
                assert_eq!(said.message.map(|inner| inner.code), Some(code), "{whole}");
            }
        }
    }

    #[test]
    fn words_of_others_are_nobodys_evidence() {
        for text in [
            "",
            "a note: by hand",
            "Example Directory: V docs 2026-11-01",
            "a: b: c: d",
        ] {
            assert_eq!(EvidenceSaid::read(text), None, "{text}");
        }
        let long = "a: ".repeat(100_000);
        assert_eq!(EvidenceSaid::read(&long), None, "however long");
    }
}
