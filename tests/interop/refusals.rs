//! What each server is known to refuse or drop, and why.

const FEW: &str = "it keeps names, one address and active, and drops the rest";

const NO_PATCH: &str = "it has no PATCH, and members are never sent as a whole list";

const MERGES: &str = "it has no PATCH, and its PUT keeps what is left out";
const NO_FIELD: &str = "it has no such attribute, and says so";

const FIXED: &str = "its PATCH changes active and the ids only, and it has no PUT";
const LEAVES: &str = "deactivating takes the person out of the group, as the review says";
const GONE: &str = "deactivating takes the person out, as the review says";
const NOBODY: &str = "nobody is left who could be activated again";
const NO_GROUPS: &str = "it has no groups";
const NO_NEW_GROUPS: &str = "groups are not made there over SCIM, so there is none to walk with";
const NO_DELETE: &str = "users are deactivated there, never deleted";

/// The steps that do not work on a server, each with the reason.
pub fn of(server: &str) -> &'static [(&'static str, &'static str)] {
    match server {
        "django-scim2" => &[
            ("edit displayName", "it derives displayName from the name"),
            ("edit title", "it answers 501 to a PATCH of title"),
            ("set addresses (complex values)", FEW),
            ("set department (text of an extension)", FEW),
            ("set manager (reference)", FEW),
            ("set nickName (text)", FEW),
            ("set phoneNumbers (several values)", FEW),
            ("set profileUrl (address of a page)", FEW),
            ("set x509Certificates (binary)", FEW),
            (
                "remove member",
                "it answers 501 to a value path, and removes by a list of values only (no RFC has that form)",
            ),
            ("import title", "it has no title"),
        ],
        "better-auth" => &[
            ("set nickName (text)", NO_FIELD),
            ("set profileUrl (address of a page)", NO_FIELD),
            ("set x509Certificates (binary)", NO_FIELD),
        ],
        "canaille" => &[
            ("create empty group", "its groups are never empty"),
            (
                "set manager (reference)",
                "it answers 500 to what its schema does not declare",
            ),
            (
                "set nickName (text)",
                "it answers 500 to what its schema does not declare",
            ),
            (
                "set phoneNumbers (several values)",
                "its telephone numbers have no type",
            ),
            (
                "set x509Certificates (binary)",
                "it answers 500 to what its schema does not declare",
            ),
            ("remove member", "it refuses a value path with an address in it"),
        ],
        "scim2-server, nothing" => &[
            ("add member", NO_PATCH),
            ("add member again", NO_PATCH),
            ("import with group", NO_PATCH),
            ("large group", NO_PATCH),
            ("remove member", NO_PATCH),
        ],
        "preset gitlab-group" => &[
            ("edit familyName", FIXED),
            ("edit title", FIXED),
            ("edit displayName", FIXED),
            ("set nickName (text)", FIXED),
            ("set name.givenName (text in a complex value)", FIXED),
            ("set profileUrl (address of a page)", FIXED),
            ("set phoneNumbers (several values)", FIXED),
            ("set addresses (complex values)", FIXED),
            ("set x509Certificates (binary)", FIXED),
            ("set department (text of an extension)", FIXED),
            ("set manager (reference)", FIXED),
            ("take nickName away", FIXED),
            ("deactivate", LEAVES),
            ("reactivate", NOBODY),
            ("create empty group", NO_GROUPS),
            ("create group", NO_GROUPS),
            ("add member", NO_GROUPS),
            ("add member again", NO_GROUPS),
            ("remove member", NO_GROUPS),
            ("import with group", NO_GROUPS),
            ("large group", NO_GROUPS),
        ],
        "preset figma" => &[("deactivate", GONE), ("reactivate", NOBODY)],
        "preset salesforce" => &[
            ("create empty group", NO_NEW_GROUPS),
            ("create group", NO_NEW_GROUPS),
            ("add member", NO_NEW_GROUPS),
            ("add member again", NO_NEW_GROUPS),
            ("remove member", NO_NEW_GROUPS),
            ("import with group", NO_NEW_GROUPS),
            ("large group", NO_NEW_GROUPS),
            ("delete by a job", NO_DELETE),
            ("delete a person", NO_DELETE),
        ],
        "preset sap-ias-legacy" => &[
            ("add member", NO_PATCH),
            ("add member again", NO_PATCH),
            ("import with group", NO_PATCH),
            ("large group", NO_PATCH),
            ("remove member", NO_PATCH),
            ("take nickName away", MERGES),
        ],
        "preset zoom" => &[(
            "take nickName away",
            "its PATCH knows active only, and its PUT keeps what is left out",
        )],
        _ => &[],
    }
}
