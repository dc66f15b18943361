//! Closed lists of what can be said, each with one English sentence; other languages have theirs by its name.

use std::collections::BTreeMap;

#[doc(hidden)]
pub use serde;

/// Defines a closed list of sentences. Names in braces are filled in; what a sentence names is in its docs.
#[macro_export]
macro_rules! sentences {
    ($(#[$outer:meta])* $list:ident { $($(#[$docs:meta])* $name:ident $sentence:literal;)* }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $list { $($(#[$docs])* $name,)* }

        impl $list {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The English sentence with the names in braces.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }

            /// The name as it is written on the wire.
            pub fn name(self) -> String {
                let mut name = match self { $(Self::$name => stringify!($name),)* }.to_owned();
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                name
            }
        }

        impl $crate::sentence::serde::Serialize for $list {
            fn serialize<S: $crate::sentence::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.name())
            }
        }
    };
}

/// What a sentence names.
pub type Params = BTreeMap<String, String>;

/// The sentence with its names put in; what was put in is not looked at again.
pub fn filled(sentence: &str, params: &Params) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(params.get(name).map_or("", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What was put into the sentence to make this text; `None` when the text is another sentence.
pub fn read(sentence: &str, text: &str) -> Option<Params> {
    let mut params = Params::new();
    let (before, mut sentence) = sentence.split_once('{').unwrap_or((sentence, ""));
    let mut text = text.strip_prefix(before)?;
    while !sentence.is_empty() {
        let (name, after) = sentence.split_once('}')?;
        let (literal, next) = after.split_once('{').unwrap_or((after, ""));
        let end = if next.is_empty() {
            // The last name takes all up to the end of the sentence.
            text.len()
                .checked_sub(literal.len())
                .filter(|end| text.get(*end..) == Some(literal))?
        } else {
            text.find(literal)?
        };
        params.insert(name.to_owned(), text.get(..end)?.to_owned());
        text = text.get(end.saturating_add(literal.len())..)?;
        sentence = next;
    }
    text.is_empty().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_was_filled_in_is_read_back() {
        for (sentence, values) in [
            ("nothing in it", vec![]),
            ("status {status}, not ours", vec![("status", "503")]),
            (
                "{n} rows; the last: {message}",
                vec![("n", "10"), ("message", "a; the last: b {n}")],
            ),
        ] {
            let params: Params = values
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect();
            let text = filled(sentence, &params);
            assert_eq!(read(sentence, &text), Some(params), "{text}");
            assert_eq!(
                read(sentence, &format!("{text} more")).is_some(),
                sentence.ends_with('}'),
                "{text}"
            );
        }
        assert_eq!(read("a {x} b", "a b"), None, "too short to hold both");
        assert_eq!(read("a {x} b", "another"), None);
    }
}
