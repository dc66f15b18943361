//! What can be said on the command line. No argument takes a secret: those come from a prompt or
//! from standard input.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::connection_args::ConnectionCommand;

/// Administers SCIM 2.0 directories.
#[derive(Debug, Parser)]
#[command(
    name = "rollcall",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Exit codes: 0 done, 1 some rows failed or need a person, 2 usage, 3 connection or sign-in,
4 local store or keychain, 5 stopped and waiting for a person.
ROLLCALL_HOME moves all files. ROLLCALL_PASSPHRASE opens a store in passphrase mode."
)]
pub(crate) struct Arguments {
    /// Print the result as JSON, and errors as {"error":{"code","message","action"}}.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Save, try, lock and unlock connections.
    #[command(subcommand)]
    Connection(Box<ConnectionCommand>),
    /// Look at and change the resources of a server.
    #[command(subcommand)]
    Resources(ResourcesCommand),
    /// Change who is in a group.
    #[command(subcommand)]
    Group(GroupCommand),
    /// Read a directory into the encrypted copy on this computer.
    Sync(SyncOptions),
    /// Search the copy on this computer.
    Search(SearchOptions),
    /// Write resources of the copy to a file: CSV, XLSX, JSON or JSONL.
    Export(ExportOptions),
    /// What happened to a resource: by Rollcall, by its jobs, and seen on the server.
    History(HistoryOptions),
    /// The recorded requests to a server and its answers, secrets removed; one by its number.
    Requests(RequestsOptions),
    /// What may be wrong with an account, each with a way out. Ends with 1 when there is a problem.
    Checkup(CheckupOptions),
    /// Somebody leaves: account off, out of the groups, reports to somebody else, as one reviewed list.
    Leaver(LeaverOptions),
    /// Plan, run and follow bulk jobs.
    #[command(subcommand)]
    Job(JobCommand),
    /// What is known of well-known products: addresses, sign-in, and what their servers do.
    #[command(subcommand)]
    Preset(PresetCommand),
    /// Start a SCIM service provider on this computer, for trying and testing.
    Sandbox(SandboxOptions),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PresetCommand {
    /// All presets, built-in and your own.
    List,
    /// A preset with every fact and its evidence.
    Show {
        /// Its id.
        id: String,
    },
    /// The presets an address looks like. Makes no request.
    Suggest {
        /// The address.
        url: String,
    },
    /// Check a preset of your own: every mistake with file, line and column.
    Check {
        /// A TOML file.
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListOutput {
    Table,
    Json,
    Jsonl,
    Csv,
}

/// How a change is agreed to.
#[derive(Debug, Args)]
pub(crate) struct Agree {
    /// Send without a question. On production a deletion or deactivation needs --confirm, and everywhere a deletion that
    /// nobody can undo.
    #[arg(long)]
    pub(crate) yes: bool,
    /// The connection's name and the number of changes, e.g. "Globex:1"; for a deletion that nobody can undo the person's
    /// name, e.g. "kim@example.com:1".
    #[arg(long, value_name = "NAME:COUNT")]
    pub(crate) confirm: Option<String>,
    /// A ticket, or why: kept in the history.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// Where a command works.
#[derive(Debug, Args)]
pub(crate) struct On {
    /// The connection's name.
    #[arg(long = "on", value_name = "NAME")]
    pub(crate) connection: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ResourcesCommand {
    /// List resources of a type the server declares, by name or endpoint (User, users, /Roles).
    List {
        #[arg(value_name = "TYPE")]
        kind: String,
        #[command(flatten)]
        on: On,
        /// A SCIM filter, e.g. 'userName sw "a" and active eq true'.
        #[arg(long)]
        filter: Option<String>,
        /// Attributes to show, separated by commas.
        #[arg(long, value_delimiter = ',')]
        attributes: Vec<String>,
        /// Sort by this attribute.
        #[arg(long)]
        sort_by: Option<String>,
        /// At most this many.
        #[arg(long)]
        limit: Option<u64>,
        /// The form of the result.
        #[arg(long, value_enum, default_value = "table")]
        output: ListOutput,
    },
    /// One resource, as the server has it.
    Get {
        #[arg(value_name = "TYPE")]
        kind: String,
        id: String,
        #[command(flatten)]
        on: On,
    },
    /// Create a resource from a JSON file, from standard input (-), or from --set.
    Create {
        #[arg(value_name = "TYPE")]
        kind: String,
        file: Option<PathBuf>,
        #[command(flatten)]
        on: On,
        /// An attribute, e.g. userName=kim@example.com. May be repeated.
        #[arg(long, value_name = "PATH=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        agree: Agree,
    },
    /// Change a resource by PATCH: a PatchOp message from a file or standard input (-), or --set.
    Patch {
        #[arg(value_name = "TYPE")]
        kind: String,
        id: String,
        file: Option<PathBuf>,
        #[command(flatten)]
        on: On,
        /// An attribute and its new value, e.g. title="Shift lead"; empty removes. May be repeated.
        #[arg(long, value_name = "PATH=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        agree: Agree,
    },
    /// Replace a resource as a whole by PUT, from a file or standard input (-).
    Replace {
        #[arg(value_name = "TYPE")]
        kind: String,
        id: String,
        file: PathBuf,
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        agree: Agree,
    },
    /// Delete a resource.
    Delete {
        #[arg(value_name = "TYPE")]
        kind: String,
        id: String,
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        agree: Agree,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    /// Add or remove members: a pasted list of names, e-mail addresses or ids, one a line, or the members of another
    /// group.
    Members {
        /// The group's name or id.
        group: String,
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        change: MemberChange,
        /// Plan it as a job, proven row by row, instead of sending it now.
        #[arg(long)]
        plan: bool,
        #[command(flatten)]
        agree: Agree,
    },
    /// Plan a job that puts somebody into the groups a colleague is in.
    Same {
        #[arg(value_name = "TYPE")]
        kind: String,
        /// Who joins.
        id: String,
        /// The id of the colleague.
        #[arg(long = "as", value_name = "ID")]
        like: String,
        /// Take them also out of the groups the colleague is not in.
        #[arg(long)]
        leave: bool,
        #[command(flatten)]
        on: On,
    },
    /// Who is in no group, by the offline copy.
    None {
        #[command(flatten)]
        on: On,
    },
}

/// Who joins or leaves a group.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct MemberChange {
    /// Add the people in this file (- for standard input).
    #[arg(long, value_name = "FILE")]
    pub(crate) add: Option<PathBuf>,
    /// Remove the people in this file (- for standard input).
    #[arg(long, value_name = "FILE")]
    pub(crate) remove: Option<PathBuf>,
    /// Keep only the people in this file (- for standard input): whoever else is in leaves.
    #[arg(long, value_name = "FILE")]
    pub(crate) keep: Option<PathBuf>,
    /// Add the members of this group.
    #[arg(long, value_name = "GROUP")]
    pub(crate) union: Option<String>,
    /// Remove the members of this group.
    #[arg(long, value_name = "GROUP")]
    pub(crate) minus: Option<String>,
    /// Keep only those who are in this group too.
    #[arg(long, value_name = "GROUP")]
    pub(crate) intersect: Option<String>,
}

/// An action on a selection, planned as a job.
#[derive(Debug, Args)]
pub(crate) struct SelectOptions {
    /// The resource type, e.g. User.
    #[arg(value_name = "TYPE")]
    pub(crate) kind: String,
    #[command(flatten)]
    pub(crate) on: On,
    /// All that match this SCIM filter in the offline copy.
    #[arg(long, conflicts_with = "id", required_unless_present = "id")]
    pub(crate) filter: Option<String>,
    /// This one; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) id: Vec<String>,
    /// Give an attribute this value; empty removes it.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Activate them.
    #[arg(long)]
    pub(crate) activate: bool,
    /// Deactivate them.
    #[arg(long)]
    pub(crate) deactivate: bool,
    /// Delete them.
    #[arg(long)]
    pub(crate) delete: bool,
    /// Add them to this group.
    #[arg(long, value_name = "GROUP")]
    pub(crate) add_to: Option<String>,
    /// Take them out of this group.
    #[arg(long, value_name = "GROUP")]
    pub(crate) remove_from: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct HistoryOptions {
    #[arg(value_name = "TYPE")]
    pub(crate) kind: String,
    #[arg(required_unless_present = "deleted")]
    pub(crate) id: Option<String>,
    /// List the records of this type that were deleted, or seen to be gone; their history is found by the id.
    #[arg(long, conflicts_with_all = ["id", "receipt", "undo"])]
    pub(crate) deleted: bool,
    #[command(flatten)]
    pub(crate) on: On,
    /// At most this many entries.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: u32,
    /// Print the receipt of this entry for a ticket.
    #[arg(long, value_name = "ENTRY", conflicts_with = "undo")]
    pub(crate) receipt: Option<String>,
    /// The receipt as Markdown.
    #[arg(long, requires = "receipt")]
    pub(crate) markdown: bool,
    /// Put the values back that were there before this entry.
    #[arg(long, value_name = "ENTRY")]
    pub(crate) undo: Option<String>,
    #[command(flatten)]
    pub(crate) agree: Agree,
}

#[derive(Debug, Args)]
pub(crate) struct RequestsOptions {
    /// The number of one request, as listed here and beside what it showed of a server: all of it.
    pub(crate) number: Option<i64>,
    #[command(flatten)]
    pub(crate) on: On,
    /// Only those about one record.
    #[arg(long, num_args = 2, value_names = ["TYPE", "ID"], conflicts_with_all = ["number", "before", "failed"])]
    pub(crate) about: Vec<String>,
    /// Only those that failed: without an answer, not let in, told to wait, or by a fault of the server.
    #[arg(long, conflicts_with = "number")]
    pub(crate) failed: bool,
    /// Only older ones than this number.
    #[arg(long, value_name = "NUMBER", conflicts_with = "number")]
    pub(crate) before: Option<i64>,
    /// At most this many, the newest first; 500 at most.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct CheckupOptions {
    #[arg(value_name = "TYPE")]
    pub(crate) kind: String,
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) on: On,
}

#[derive(Debug, Args)]
pub(crate) struct LeaverOptions {
    /// The id of who leaves.
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) on: On,
    /// The id of who takes over the people that report to them.
    #[arg(long, value_name = "ID")]
    pub(crate) reports_to: Option<String>,
    /// Leave the account as it is.
    #[arg(long)]
    pub(crate) keep_active: bool,
    /// Leave the groups as they are.
    #[arg(long)]
    pub(crate) keep_groups: bool,
    #[command(flatten)]
    pub(crate) agree: Agree,
}

#[derive(Debug, Args)]
pub(crate) struct SyncOptions {
    #[command(flatten)]
    pub(crate) on: On,
    /// Only these types, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub(crate) types: Vec<String>,
    /// Ask only for what has changed, where the server's answer proves itself.
    #[arg(long)]
    pub(crate) changes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    Csv,
    Xlsx,
    Json,
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// A type the server declares, by name or endpoint (User, users, /Roles).
    #[arg(value_name = "TYPE")]
    pub(crate) kind: String,
    /// Where to write. The ending says the form: .csv, .xlsx, .json, .jsonl.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) on: On,
    /// A SCIM filter, evaluated over the copy.
    #[arg(long)]
    pub(crate) filter: Option<String>,
    /// Words to be found in the resources.
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// Only this id. May be repeated.
    #[arg(long)]
    pub(crate) id: Vec<String>,
    /// Attributes, separated by commas. Without it JSON holds whole records.
    #[arg(long, value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Sort by this attribute.
    #[arg(long)]
    pub(crate) sort_by: Option<String>,
    /// The form, whatever the ending.
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatName>,
    /// Replace a file that exists.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SearchOptions {
    /// What to look for.
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) on: On,
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: u64,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// How many invented people.
    #[arg(long, default_value_t = 2400, value_parser = clap::value_parser!(u32).range(0..=200_000))]
    pub(crate) people: u32,
    /// A profile with quirks and faults (TOML).
    #[arg(long)]
    pub(crate) profile: Option<PathBuf>,
    /// Keep the directory in this file between runs.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum OperationName {
    Upsert,
    Create,
    Update,
    Deactivate,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    /// Compare a list with the server and plan the changes. Sends nothing.
    Plan {
        file: PathBuf,
        #[command(flatten)]
        on: On,
        /// What to do with the people in the list.
        #[arg(long, value_enum, default_value = "upsert")]
        operation: OperationName,
        /// How rows find their people: userName, externalId or emails.value.
        #[arg(long = "match", value_name = "ATTRIBUTE")]
        match_by: Option<String>,
        /// A mapping file (TOML): columns, constants, templates, group columns.
        #[arg(long = "map", value_name = "FILE")]
        mapping: Option<PathBuf>,
    },
    /// Plan one action for many: those that match a filter, or these ids. Sends nothing.
    Select(SelectOptions),
    /// Run a planned job, or go on with it. This is the approval.
    Run {
        job: String,
        /// Send only the first N rows, then stop.
        #[arg(long, value_name = "N")]
        first: Option<u64>,
        /// On production, and where its deletions cannot be undone: the connection's name and the number of changes.
        #[arg(long, value_name = "NAME:COUNT")]
        confirm: Option<String>,
    },
    /// How far a job is.
    Status { job: String },
    /// Pause a job after what is under way.
    Pause { job: String },
    /// Let a paused job go on; `job run` follows it.
    Resume { job: String },
    /// End a job; what was not sent is not sent.
    Cancel { job: String },
    /// All jobs.
    List,
    /// What became of each row.
    Results {
        job: String,
        /// Write the rows that failed, with reason and suggested fix, to this CSV file.
        #[arg(long, value_name = "FILE")]
        failed: Option<PathBuf>,
    },
    /// Lift the caps on deactivations for this plan only.
    Release {
        job: String,
        /// The connection's name and the number of changes.
        #[arg(long, value_name = "NAME:COUNT")]
        confirm: String,
    },
}
