//! Reading a file: what it is, how it is encoded, how its cells are separated.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{EngineError, ErrorCode};

/// Largest file read, in bytes.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;
/// Most columns of a file.
const MOST_COLUMNS: usize = 1_000;
/// Longest cell, in bytes; a quotation that is never closed makes longer ones.
const LONGEST_CELL: usize = 64 * 1024;
/// Most rows of a file.
const MOST_ROWS: usize = 500_000;
/// How many files stay open for the window.
const OPEN_FILES: usize = 8;
/// The separators that are tried.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How to read a file; `None` finds out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Reading {
    /// A label as in HTML: `utf-8`, `windows-1252`, `utf-16le`.
    pub encoding: Option<String>,
    /// `,` `;` tab or `|`.
    pub delimiter: Option<String>,
}

/// A file that was read: its text and what was found out about it. Its bytes stay in memory until the
/// plan is made; 100,000 rows are some 15 MB.
#[derive(Debug)]
pub struct Source {
    pub(crate) name: String,
    /// Where it was read, to read it again another way.
    path: Option<PathBuf>,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) encoding: &'static Encoding,
    pub(crate) encoding_guessed: bool,
    pub(crate) delimiter: u8,
    pub(crate) headers: Vec<String>,
    text: String,
}

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cells {
    /// From 1, the header not counted.
    pub(crate) number: u64,
    /// As read; as many as the row has.
    pub(crate) cells: Vec<String>,
}

/// Files opened by the window, named by a token so that no path crosses to it.
#[derive(Default)]
pub struct Sources(Mutex<VecDeque<(String, Arc<Source>)>>);

impl Sources {
    /// Keeps a file under a new name; the oldest is forgotten.
    pub fn keep(&self, name: String, source: Arc<Source>) {
        let mut open = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        open.push_back((name, source));
        while open.len() > OPEN_FILES {
            open.pop_front();
        }
    }
    /// The file of this name.
    pub fn get(&self, name: &str) -> Result<Arc<Source>, EngineError> {
        let open = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        open.iter()
            .find(|(n, _)| n == name)
            .map(|(_, source)| source.clone())
            .ok_or_else(|| {
                EngineError::new(
                    ErrorCode::NotFound,
                    "The file is no longer open.",
                    "Rollcall was started again since, or other files came after it.",
                    "Open the file again.",
                )
            })
    }
}

impl Source {
    /// Reads a file and finds out how. Nothing but a plain file of acceptable size is opened.
    pub fn open(path: &Path, reading: &Reading) -> Result<Self, EngineError> {
        let name = path
            .file_name()
            .map_or_else(|| "list".into(), |n| n.to_string_lossy().into_owned());
        let failed = |error: &std::io::Error| {
            file_error(
                format!("{name} could not be read."),
                format!("The system says: {error}."),
                "Check the path and your rights on it.",
            )
        };
        // Looked at before it is opened: opening a pipe would wait for its other end.
        let kind = std::fs::metadata(path).map_err(|e| failed(&e))?;
        if !kind.is_file() {
            return Err(file_error(
                format!("{name} is not a file."),
                "Folders, pipes and devices are not read.",
                "Choose a CSV file.",
            ));
        }
        if kind.len() > LARGEST_FILE {
            return Err(file_error(
                format!("{name} is larger than {} MB.", LARGEST_FILE / 1024 / 1024),
                "Lists of this size are not read at once.",
                "Split the file and plan each part.",
            ));
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut bytes))
            .map_err(|e| failed(&e))?;
        let mut source = Self::read(name, &bytes, reading)?;
        source.path = Some(path.to_path_buf());
        Ok(source)
    }

    /// The same file read another way.
    pub fn again(&self, reading: &Reading) -> Result<Self, EngineError> {
        let path = self
            .path
            .as_deref()
            .ok_or_else(|| EngineError::internal("a source without a file was read again"))?;
        Self::open(path, reading)
    }

    /// Reads bytes that came from a file called `name`.
    pub fn read(name: String, bytes: &[u8], reading: &Reading) -> Result<Self, EngineError> {
        let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        let (encoding, encoding_guessed) = encoding(&name, bytes, reading.encoding.as_deref())?;
        let (text, _, damaged) = encoding.decode(bytes);
        if damaged {
            let why = format!("Some of its bytes are not {}.", encoding.name());
            return Err(file_error(
                format!("{name} is in another encoding than it was read with."),
                why,
                "Choose another encoding, or save the file as UTF-8.",
            ));
        }
        if text.contains('\0') {
            return Err(file_error(
                format!("{name} is not a text file."),
                "It has zero bytes in it.",
                "Export the list as CSV and try again.",
            ));
        }
        let (hint, text) = separator_line(text.into_owned());
        if text.trim().is_empty() {
            return Err(file_error(
                format!("{name} is empty."),
                "There is no header and no row in it.",
                "Export the list again and look into the file.",
            ));
        }
        let delimiter = match reading.delimiter.as_deref() {
            Some(chosen) => *chosen
                .as_bytes()
                .first()
                .filter(|d| DELIMITERS.contains(d))
                .ok_or_else(|| {
                    EngineError::new(
                        ErrorCode::Usage,
                        format!("{chosen:?} separates no cells."),
                        "",
                        "Choose a comma, a semicolon, a tab or |.",
                    )
                })?,
            None => hint.unwrap_or_else(|| delimiter(&text)),
        };
        let mut source = Self {
            name,
            path: None,
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256,
            encoding,
            encoding_guessed,
            delimiter,
            headers: Vec::new(),
            text,
        };
        source.headers = source.header_row()?;
        Ok(source)
    }

    fn header_row(&self) -> Result<Vec<String>, EngineError> {
        let mut reader = self.reader();
        let mut record = csv::StringRecord::new();
        drop(reader.read_record(&mut record));
        let headers: Vec<String> = record.iter().map(|h| super::clean::cell(h).0).collect();
        if headers.len() > MOST_COLUMNS {
            return Err(file_error(
                format!("{} has more than {MOST_COLUMNS} columns.", self.name),
                "That is no list of people.",
                "Check the separator, or export fewer columns.",
            ));
        }
        let mut seen = std::collections::HashSet::new();
        if let Some(twice) = headers
            .iter()
            .find(|h| !h.is_empty() && !seen.insert(h.to_lowercase()))
        {
            return Err(file_error(
                format!("{} has two columns called {twice:?}.", self.name),
                "It would not be clear which of the two is meant.",
                "Rename one of them in the file.",
            ));
        }
        if headers.iter().all(String::is_empty) {
            return Err(file_error(
                format!("{} has no header.", self.name),
                "Its first row is empty.",
                "Put the names of the columns into the first row.",
            ));
        }
        Ok(headers)
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes())
    }

    /// Every row below the header; rows without any value are passed over.
    pub(crate) fn rows(&self, mut each: impl FnMut(Cells)) -> Result<(), EngineError> {
        let mut reader = self.reader();
        let mut record = csv::StringRecord::new();
        let mut number = 0_u64;
        let mut first = true;
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => {
                    return Err(file_error(
                        format!("Row {} of {} cannot be read.", number + 1, self.name),
                        error.to_string(),
                        "Correct the file and open it again.",
                    ));
                }
            }
            if std::mem::take(&mut first) {
                continue;
            }
            number += 1;
            if number > u64::try_from(MOST_ROWS).unwrap_or(u64::MAX) {
                return Err(file_error(
                    format!("{} has more than {MOST_ROWS} rows.", self.name),
                    "",
                    "Split the file and plan each part.",
                ));
            }
            if record.iter().any(|cell| cell.len() > LONGEST_CELL) {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(file_error(
                    format!(
                        "A cell in row {number} of {} is longer than {} kB.",
                        self.name,
                        LONGEST_CELL / 1024
                    ),
                    format!("A quotation mark that is opened near line {line} is probably never closed."),
                    "Close the quotation in the file.",
                ));
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            each(Cells {
                number,
                cells: record.iter().map(str::to_owned).collect(),
            });
        }
    }
}

fn file_error(message: impl Into<String>, why: impl Into<String>, action: &str) -> EngineError {
    EngineError::new(ErrorCode::File, message, why, action)
}

/// The encoding, and whether it is a guess.
fn encoding(
    name: &str,
    bytes: &[u8],
    chosen: Option<&str>,
) -> Result<(&'static Encoding, bool), EngineError> {
    if let Some(label) = chosen {
        return Encoding::for_label(label.as_bytes())
            .map(|e| (e, false))
            .ok_or_else(|| {
                EngineError::new(
                    ErrorCode::Usage,
                    format!("{name}: there is no encoding {label:?}."),
                    "",
                    "Use utf-8, windows-1252 or utf-16le, for example.",
                )
            });
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok((encoding, false));
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    if zeros(1) * 4 > head.len() {
        return Ok((UTF_16LE, true));
    }
    if zeros(0) * 4 > head.len() {
        return Ok((UTF_16BE, true));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, false));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // The detector leans to rarer relatives on short texts; a spreadsheet writes Windows-1252.
    Ok((
        if guess.is_single_byte() && bytes.len() < 512 {
            WINDOWS_1252
        } else {
            guess
        },
        true,
    ))
}

/// A first line `sep=;`, as Excel writes it, says the separator and is no header.
fn separator_line(text: String) -> (Option<u8>, String) {
    let first = text.lines().next().unwrap_or_default();
    let hint = first
        .strip_prefix("sep=")
        .and_then(|rest| rest.as_bytes().first().copied())
        .filter(|d| DELIMITERS.contains(d));
    match hint {
        Some(delimiter) => {
            let rest = text
                .split_once('\n')
                .map_or_else(String::new, |(_, rest)| rest.to_owned());
            (Some(delimiter), rest)
        }
        None => (None, text),
    }
}

/// The separator that gives the most rows the header's number of cells, more than one of them.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let lengths: Vec<usize> = reader
            .into_records()
            .take(50)
            .flatten()
            .map(|r| r.len())
            .collect();
        let width = lengths.first().copied().unwrap_or(0);
        if width < 2 {
            (0, 0)
        } else {
            (lengths.iter().filter(|l| **l == width).count(), width)
        }
    };
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|d| score(*d))
        .filter(|d| score(*d).0 > 0)
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Source, EngineError> {
        Source::read("list.csv".into(), bytes, &Reading::default())
    }

    fn rows(source: &Source) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        source.rows(|row| rows.push(row.cells)).unwrap();
        rows
    }

    #[test]
    fn the_separator_is_found_although_cells_contain_others() {
        let source =
            read("userName;title\na@example.com;\"Lead, retail\"\nb@example.com;Clerk, returns\n".as_bytes())
                .unwrap();
        assert_eq!(
            source.delimiter, b';',
            "German spreadsheets separate by semicolons"
        );
        assert_eq!(
            rows(&source)[0],
            ["a@example.com", "Lead, retail"],
            "a comma inside a cell stays"
        );
    }

    #[test]
    fn a_spreadsheets_windows_1252_is_read_as_such() {
        let source = read(b"userName,name.familyName\nk@example.com,M\xfcller\n").unwrap();
        assert_eq!(
            rows(&source)[0][1],
            "Müller",
            "an umlaut must not become a question mark"
        );
        assert!(
            source.encoding_guessed,
            "and the person is told that it was a guess"
        );
    }

    #[test]
    fn a_byte_order_mark_does_not_eat_the_first_header() {
        let source = read(b"\xef\xbb\xbfuserName,title\nk@example.com,Clerk\n").unwrap();
        assert_eq!(
            source.headers,
            ["userName", "title"],
            "the mark is no part of the name"
        );
    }

    #[test]
    fn utf_16_without_a_mark_is_recognised() {
        let bytes: Vec<u8> = "userName;title\nk@example.com;Lead\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let source = read(&bytes).unwrap();
        assert_eq!(
            source.headers,
            ["userName", "title"],
            "every second byte being zero tells"
        );
    }

    #[test]
    fn the_wrong_encoding_is_refused_instead_of_replacing_letters() {
        let reading = Reading {
            encoding: Some("utf-8".into()),
            delimiter: None,
        };
        let error = Source::read("list.csv".into(), b"userName\nM\xfcller\n", &reading).unwrap_err();
        assert!(
            error.message.contains("another encoding"),
            "a name with holes must never reach a server: {error}"
        );
    }

    #[test]
    fn empty_and_binary_files_and_repeated_headers_say_what_they_are() {
        assert!(
            read(b"").unwrap_err().message.contains("empty"),
            "an empty file is named as such"
        );
        assert!(
            read(b"PK\x03\x04\0\0\x01\x02")
                .unwrap_err()
                .message
                .contains("not a text file"),
            "a workbook is no CSV"
        );
        assert!(
            read(b"Email,email\na,b\n")
                .unwrap_err()
                .message
                .contains("two columns"),
            "a repeated header is ambiguous"
        );
    }

    #[test]
    fn a_quotation_that_never_ends_is_named_with_its_line() {
        let mut text = String::from("userName,title\na@example.com,\"Lead\n");
        text.push_str(&"b@example.com,Clerk\n".repeat(5_000));
        let source = read(text.as_bytes()).unwrap();
        let error = source.rows(|_| {}).unwrap_err();
        assert!(
            error.why.contains("never closed"),
            "the rest of the file must not become one cell: {error:?}"
        );
    }

    #[test]
    fn excels_separator_line_is_not_a_header() {
        let source = read(b"sep=;\nuserName;title\na@example.com;Lead\n").unwrap();
        assert_eq!(
            (source.delimiter, source.headers.len()),
            (b';', 2),
            "the hint decides and is left out"
        );
    }
}
