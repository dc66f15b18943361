//! The optional data file: one JSON object a line, appended on each change, compacted at the start.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Directory;
use super::entry::{Draft, Entry, Moment};
use crate::{ResourceKind, SandboxError};

/// One line of the data file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Line {
    /// A resource as it is from now on.
    Put {
        /// Its kind.
        kind: ResourceKind,
        /// Its id.
        id: Box<str>,
        /// Number of the version.
        version: u64,
        /// `meta.created`.
        created: Box<str>,
        /// `meta.lastModified`.
        modified: Box<str>,
        /// Its attributes.
        body: Map<String, Value>,
    },
    /// Members that came and went.
    Members {
        /// The group's id.
        group: Box<str>,
        /// Ids.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<Box<str>>,
        /// Ids.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<Box<str>>,
    },
    /// A resource is gone.
    Delete {
        /// Its kind.
        kind: ResourceKind,
        /// Its id.
        id: Box<str>,
    },
}

/// The open data file. A failed write is reported once and ends the journal: the directory in
/// memory stays usable, and a log line says that it is no longer kept.
#[derive(Debug)]
pub(super) struct Journal {
    file: BufWriter<File>,
}

impl Journal {
    fn append(&mut self, line: &Line) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, line)?;
        self.file.write_all(b"\n")?;
        self.file.flush()
    }
}

impl Directory {
    /// Reads a data file; false when there is none or it is empty. A file that the sandbox did not write
    /// is an error: the next thing that happens to it is that it is written anew.
    pub(crate) fn load(&mut self, path: &Path) -> Result<bool, SandboxError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(SandboxError::DataFile(error)),
        };
        let mut file = BufReader::new(file);
        let mut line = Vec::new();
        let mut any = false;
        for number in 1.. {
            line.clear();
            if file
                .read_until(b'\n', &mut line)
                .map_err(SandboxError::DataFile)?
                == 0
            {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&line) {
                Ok(line) => self.replay(line),
                // A process that was killed leaves half a line at the end, and only there. Half a
                // character may end it.
                Err(_) if !line.ends_with(b"\n") && (any || is_begun(&line)) => break,
                Err(error) => {
                    return Err(SandboxError::DataLine {
                        line: number,
                        reason: error.to_string(),
                    });
                }
            }
            any = true;
        }
        Ok(any)
    }

    /// Writes everything into a fresh file beside `path`, takes its place, and appends from now on.
    pub(crate) fn keep_in(&mut self, path: &Path) -> io::Result<()> {
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(".new");
        let mut journal = Journal {
            file: BufWriter::new(File::create(&fresh)?),
        };
        for kind in ResourceKind::ALL {
            for entry in self.of(kind).entries() {
                serde_json::to_writer(&mut journal.file, &put(kind, entry))?;
                journal.file.write_all(b"\n")?;
            }
        }
        for group in self.of(ResourceKind::Group).entries() {
            let add: Vec<Box<str>> = self.links.members(&group.id).map(|m| (**m).into()).collect();
            if !add.is_empty() {
                journal.append(&Line::Members {
                    group: group.id.clone(),
                    add,
                    remove: Vec::new(),
                })?;
            }
        }
        journal.file.flush()?;
        journal.file.get_ref().sync_all()?;
        std::fs::rename(&fresh, path)?;
        self.journal = Some(journal);
        Ok(())
    }

    pub(super) fn record_put(&mut self, kind: ResourceKind, entry: &Entry) {
        if self.journal.is_some() {
            self.record(&put(kind, entry));
        }
    }

    pub(super) fn record(&mut self, line: &Line) {
        let Some(journal) = &mut self.journal else { return };
        if let Err(error) = journal.append(line) {
            tracing::error!(%error, "the data file cannot be written; changes are kept in memory only");
            self.journal = None;
        }
    }

    fn replay(&mut self, line: Line) {
        match line {
            Line::Put {
                kind,
                id,
                version,
                created,
                modified,
                body,
            } => {
                let seq = match self.of(kind).get(&id) {
                    Some(known) => known.seq,
                    None => self.of_mut(kind).next_seq(),
                };
                let now = Moment::past(modified);
                let entry = Entry::new(seq, id, Draft { body }, created, &now, version, None);
                self.of_mut(kind).put(entry.into());
            }
            Line::Members { group, add, remove } => {
                for member in add {
                    self.links.add(&group, &member);
                }
                for member in remove {
                    self.links.remove(&group, &member);
                }
            }
            Line::Delete { kind, id } => {
                self.take_out(kind, &id);
            }
        }
    }
}

/// Whether this may be the beginning of a line of ours.
fn is_begun(line: &[u8]) -> bool {
    const BEGIN: &[u8] = b"{\"do\":\"";
    line.starts_with(BEGIN) || BEGIN.starts_with(line)
}

fn put(kind: ResourceKind, entry: &Entry) -> Line {
    Line::Put {
        kind,
        id: entry.id.clone(),
        version: entry.version,
        created: entry.created.clone(),
        modified: entry.modified.clone(),
        body: entry.map(),
    }
}
