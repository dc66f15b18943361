//! The list itself.

use rollcall_engine::import::{ImportPlan, ImportPreview};
use rollcall_engine::*;

use crate::wire::*;

commands! {
    /// Whether the store is open, and if not, why.
    setup_state: Read, Nothing => SetupState, [];
    /// First run: sets up the store in the chosen mode.
    setup_choose: Local, SetupChoice => SetupState, ["setup", "connections"];
    /// Opens a store in passphrase mode.
    setup_unlock: Local, OpenVault => SetupState, ["setup", "connections"];
    /// Tries a stopped store again.
    setup_retry: Local, Nothing => SetupState, ["setup", "connections"];

    /// All connections, by name.
    connection_list: Read, Nothing => Vec<ConnectionView>, [];
    /// Saves a profile and its secret; makes no request.
    connection_add: Local, NewConnection => ConnectionSaved, ["connections"];
    /// Changes a profile.
    connection_update: Local, UpdateConnection => ConnectionSaved, ["connections"];
    /// Removes a connection with its token and its copy.
    connection_remove: Local, OnConnection => ConnectionRemoved, ["connections"];
    /// Tries a connection or a form; only reads.
    connection_test: Read, TestSubject => TestReport, [];
    /// Asks for a file with certificates or a key and says what is in it; null when the person cancelled.
    certificate_pick: Read, Nothing => Option<ChosenFile>, [];
    /// Opens the browser for a person to sign in, and waits for the answer.
    connection_sign_in: Local, SignInOn => ConnectionSaved, ["connections"];
    /// Ends the waiting for it.
    connection_sign_in_cancel: Local, OnConnection => Nothing, [];
    /// Lets writes out on production for a while.
    connection_unlock: Local, UnlockConnection => ConnectionView, ["connections"];
    /// Ends the unlocking.
    connection_lock: Local, OnConnection => ConnectionView, ["connections"];
    /// Asks where, and writes connections without their secrets to a file; null when the person cancelled.
    connection_export: Local, ExportConnections => Option<ConnectionsExported>, [];
    /// Asks for a file with connections and says what is in it; null when the person cancelled.
    connection_file: Read, Nothing => Option<ConnectionsInFile>, [];
    /// Adds connections of a file, all or none; each starts read-only and without a secret.
    connection_import: Local, ImportConnections => ConnectionsImported, ["connections"];
    /// A connection at a glance, from what is known on this computer.
    overview: Read, OnConnection => Overview, [];
    /// All connections in one table.
    inventory: Read, Nothing => Vec<InventoryRow>, [];
    /// Asks where, and writes that table to a file; null when the person cancelled.
    inventory_export: Local, InventoryExport => Option<InventoryWritten>, [];
    /// Adds and starts the sample directory.
    sample_open: Local, Nothing => ConnectionView, ["connections"];

    /// The resource types of a connection with their attributes.
    models: Read, ModelsOf => Vec<TypeModel>, [];
    /// A live list from the server.
    resource_list: Read, ListOn => ListResult, [];
    /// Begins a live list and answers with its first page; ends the one before.
    list_start: Read, ListOn => ListPiece, [];
    /// What came of a live list since; waits until something has.
    list_more: Read, OnListing => ListPiece, [];
    /// Stops a live list after the page under way.
    list_stop: Local, OnListing => Nothing, [];
    /// One resource, from the server or the offline copy.
    resource_get: Read, OneResource => ResourceView, [];
    /// Checks the grammar of a filter.
    filter_check: Read, CheckFilter => FilterCheck, [];
    /// Writes conditions as a filter.
    filter_write: Read, WriteFilter => FilterCheck, [];
    /// Prepares a change and shows it; reads, never writes.
    change_prepare: Read, PrepareChange => ChangeReview, [];
    /// What happened to a resource: by us, by jobs, and seen on the server.
    history: Read, OneHistory => History, [];
    /// Records of a type that are no longer there, of which something is known.
    gone: Read, OnType => Vec<GoneRecord>, [];
    /// Prepares a change that puts the old values back; reads, never writes.
    history_undo: Read, OnEntry => ChangeReview, [];
    /// A change for the ticket.
    receipt: Read, OnEntry => Receipt, [];
    /// Everything that may be wrong with an account, each with a way out.
    checkup: Read, OneAccount => Checkup, [];
    /// Prepares what is to happen when somebody leaves, as one list; reads, never writes.
    leaver_prepare: Read, LeaverOn => SequenceReview, [];
    /// Prepares the groups that a deleted entry was in for the new one; reads, never writes.
    memberships_prepare: Read, MembershipsOn => SequenceReview, [];
    /// Sends a reviewed list in order, up to the first failure. Its effect is checked by the engine.
    sequence_apply: Destructive, ApplyChange => SequenceOutcome, ["rows", "resource", "history"];
    /// Compares three versions of an entry and puts together what the decisions lead to.
    change_merge: Read, MergeOn => MergeView, [];
    /// Issues a one-time confirmation for what the person confirmed.
    change_confirm: Local, AskConfirmation => Confirmation, [];
    /// Sends a reviewed change and reads it back. The review's own effect is checked by the engine.
    change_apply: Destructive, ApplyChange => ChangeOutcome, ["rows", "resource", "history"];
    /// Resolves a pasted list against a group.
    members_plan: Read, PlanMembers => MembersPlan, [];
    /// A page of the members of a group, with their names.
    members_page: Read, PageOfMembers => MembersPage, [];
    /// The groups a resource is in, directly and through others, by the copy.
    groups_of: Read, GroupsOfOne => GroupsOfMember, [];
    /// Who is in no group, by the copy.
    in_no_group: Read, OnConnection => InNoGroup, [];
    /// Plans an action on a selection as a job. Sends nothing.
    selection_plan: Local, PlanSelection => SmallJob, ["jobs"];
    /// Plans memberships of one group or several as a job. Sends nothing.
    memberships_plan: Local, PlanMemberships => SmallJob, ["jobs"];
    /// Checks a draft against the schemas and the copy; asks nothing of the server.
    validate: Read, ValidateDraft => Vec<FindingView>, [];
    /// What a certificate says of itself; null when it is none.
    certificate: Read, ReadCertificate => Option<CertificateView>, [];

    /// Reads types into the offline copy; progress comes as events.
    sync_start: Local, SyncTypes => SyncReport, ["rows", "copies", "connections"];
    /// Stops a synchronisation at once.
    sync_cancel: Local, OnConnection => Nothing, [];
    /// Age and size of the copy, type by type.
    copies: Read, OnConnection => Vec<CopyState>, [];
    /// A window of the grid over the copy.
    rows: Read, RowsOn => RowsWindow, [];
    /// Offline search over all types.
    search: Read, SearchOn => SearchResult, [];
    /// Asks where, and writes what is shown or selected to a file; null when the person cancelled.
    export_save: Local, ExportOn => Option<ExportReport>, [];
    /// Asks where, and writes the members of a group to a file; null when the person cancelled.
    members_export: Local, ExportMembers => Option<ExportReport>, [];

    /// Asks for a file and says what is in it; null when the person cancelled.
    import_pick: Read, OnConnection => Option<ImportPreview>, [];
    /// Reads the opened file again with another encoding or separator.
    import_reread: Read, RereadImport => ImportPreview, [];
    /// Compares the opened file with the server and plans a job. Sends nothing.
    import_plan: Local, PlanImport => ImportPlan, ["jobs"];
    /// Jobs, newest first.
    job_list: Read, JobsOf => Vec<JobView>, [];
    /// One job.
    job_status: Read, OnJob => JobView, [];
    /// Issues the one-time confirmation for running a plan.
    job_confirm: Local, AnswerJob => Confirmation, [];
    /// Runs a job in the background. The plan's own effect is checked by the engine.
    job_start: Destructive, StartJob => JobView, ["jobs"];
    /// Finishes what is under way and stands still.
    job_pause: Local, OnJob => JobView, ["jobs"];
    /// Goes on in the background.
    job_resume: Destructive, OnJob => JobView, ["jobs"];
    /// Sends nothing more, proves what is open, ends.
    job_cancel: Local, OnJob => JobView, ["jobs"];
    /// Lifts the caps for this plan only.
    job_release: Local, AnswerJob => JobView, ["jobs"];
    /// A page of a job's rows.
    job_rows: Read, RowsOfJob => JobRowsPage, [];
    /// One row with everything that was done for it.
    job_row: Read, OneJobRow => JobRowDetail, [];
    /// Asks where, and writes the rows to be corrected as CSV.
    job_save_failed: Local, OnJob => FileSaved, [];

    /// What a server can do, with the evidence.
    capabilities: Read, OnConnection => Vec<Capability>, [];
    /// Sets by hand what Rollcall goes by.
    capability_set: Local, SetCapability => Vec<Capability>, ["capabilities"];
    /// Takes back what was set by hand.
    capability_unset: Local, UnsetCapability => Vec<Capability>, ["capabilities"];
    /// Looks closer at what a server does: reads only, at most sixteen requests.
    connection_probe: Read, OnConnection => LookReport, ["capabilities", "models"];
    /// What a calibration would do, request by request. Makes none but those of a discovery.
    calibration_plan: Read, OnConnection => CalibrationPlan, [];
    /// Carries out that plan; progress comes as events. Everything made is removed, whatever ends it.
    calibrate: Destructive, Calibrate => CalibrationReport, ["capabilities", "calibration"];
    /// Ends the measuring; everything made is removed then.
    calibration_cancel: Local, OnConnection => Nothing, [];
    /// What calibrations left on a server.
    calibration_left: Read, OnConnection => CalibrationLeft, [];
    /// Removes it.
    calibration_clear: Destructive, Calibrate => Vec<CalibrationEntry>, ["calibration"];
    /// Lets go of it. Nothing is sent.
    calibration_forget: Local, OnConnection => Nothing, ["calibration"];
    /// What jobs can promise about duplicates on a server.
    guarantee: Read, OnConnection => Guarantee, [];
    /// Every version of what a server said of itself, newest first.
    server_versions: Read, OnConnection => Vec<ServerVersion>, [];
    /// The presets at hand, and what is wrong with a person's own.
    presets: Read, Nothing => PresetList, [];
    /// The presets an address looks like. Makes no request.
    preset_suggest: Read, SuggestPreset => Vec<PresetSuggestion>, [];
    /// The base address that variables make.
    preset_address: Read, PresetChoice => PresetAddress, [];
    /// Recorded exchanges, newest first.
    exchanges: Read, ExchangesOn => Vec<ExchangeView>, [];
    /// One recorded exchange; null when it is no longer kept.
    exchange: Read, ExchangeOn => Option<ExchangeView>, [];
    /// Recorded exchanges about one resource, newest first.
    exchanges_about: Read, OneHistory => Vec<ExchangeView>, [];
    /// The settings.
    settings: Read, Nothing => Settings, [];
    /// Says what the file dialogs of the system say, in the window's language.
    dialog_words: Read, DialogWords => Nothing, [];
    /// Keeps the settings.
    settings_set: Local, Settings => Settings, ["settings"];
    /// Where things lie.
    places: Read, Nothing => Places, [];
    /// Forgets the recorded exchanges of every connection.
    exchanges_clear: Local, Nothing => ExchangesCleared, ["exchanges", "places"];
}
