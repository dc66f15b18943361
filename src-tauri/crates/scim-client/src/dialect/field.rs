//! Setting a field of a dialect by its path, as an observation or a person names it (`patch.Users.value_path`).

use super::{
    Deactivation, Deletion, Dialect, EtagMode, MembersSource, PutMembers, PutSemantics, RemoveMember,
    UserNameKind, ValuePath,
};

impl Dialect {
    /// Sets what a field path of the tables for writing stands for. `false` when the path or the value is none of
    /// theirs; nothing is changed then.
    pub fn set_write(&mut self, path: &str, value: &str) -> bool {
        self.put_field(path, value).is_some()
    }

    fn put_field(&mut self, path: &str, value: &str) -> Option<()> {
        let (table, rest) = path.split_once('.')?;
        match table {
            "patch" => {
                let (of, field) = rest.split_once('.')?;
                self.put_patch(of, field, value)
            }
            "put" => {
                let (of, field) = rest.split_once('.')?;
                self.put_put(of, field, value)
            }
            "resources" => {
                *self.verbs.at_mut(rest) = Some(list(value));
                Some(())
            }
            "lifecycle" => self.put_lifecycle(rest, value),
            "errors" => {
                let statuses: Option<Vec<u16>> = list(value).iter().map(|s| s.parse().ok()).collect();
                match rest {
                    "duplicate" => self.errors.duplicate = statuses?,
                    "not_found" => self.errors.not_found = statuses?,
                    _ => return None,
                }
                Some(())
            }
            "ids" if rest == "equals" => {
                self.id_equals = Some(value.to_owned());
                Some(())
            }
            "etag" if rest == "mode" => {
                self.etag = match value {
                    "none" => EtagMode::Off,
                    "optional" => EtagMode::Optional,
                    "required" => EtagMode::Required,
                    _ => return None,
                };
                Some(())
            }
            // Learned from a 428.
            "ifMatch" if rest == "required" => {
                if flag(value)? && self.etag == EtagMode::Optional {
                    self.etag = EtagMode::Required;
                }
                Some(())
            }
            "groups" => self.put_groups(rest, value),
            "user" => self.put_user(rest, value),
            "group" if rest == "required" => {
                self.required.insert("Group".to_owned(), list(value));
                Some(())
            }
            _ => None,
        }
    }

    fn put_user(&mut self, field: &str, value: &str) -> Option<()> {
        match field {
            "emails.max" => self.max_emails = Some(value.parse().ok().filter(|n| *n > 0)?),
            "userName.max" => self.max_user_name = Some(value.parse().ok().filter(|n| *n > 0)?),
            "userName.kind" => {
                self.user_name = match value {
                    "any" => UserNameKind::Any,
                    "email" | "upn" => UserNameKind::Address,
                    "handle" => UserNameKind::Handle,
                    _ => return None,
                };
            }
            "required" => {
                self.required.insert("User".to_owned(), list(value));
            }
            _ => return None,
        }
        Some(())
    }

    fn put_groups(&mut self, field: &str, value: &str) -> Option<()> {
        let groups = &mut self.groups;
        match field {
            "rename" => groups.no_rename = !flag(value)?,
            "reverse_filter" => {
                groups.reverse_filter = Some(value.to_owned()).filter(|f| f.contains("{id}"));
            }
            "members_source" => {
                groups.members = match value {
                    "inline" => MembersSource::Inline,
                    "ask" => MembersSource::Ask,
                    "sub_resource" => MembersSource::SubResource,
                    "reverse_user_filter" => MembersSource::ReverseFilter,
                    "none" => MembersSource::Nowhere,
                    _ => return None,
                };
            }
            "inline_cap" => groups.inline_cap = Some(value.parse().ok().filter(|n| *n > 0)?),
            "replace_members" => {
                groups.no_replace = match value {
                    "yes" => false,
                    "no" | "additive" => true,
                    _ => return None,
                };
            }
            "remove_all" => groups.no_remove_all = one_of(value, "yes", "no")?,
            "nested" => groups.no_nesting = !flag(value)?,
            "write_via" => groups.via_user = one_of(value, "group", "user")?,
            "sub_resource.path" => {
                groups.sub_resource.path = Some(value.to_owned()).filter(|path| path.contains("{id}"))?;
            }
            "sub_resource.items_key" => value.clone_into(&mut groups.sub_resource.items_key),
            "sub_resource.size_key" => groups.sub_resource.size_key = Some(value.to_owned()),
            "sub_resource.max" => {
                groups.sub_resource.max = Some(value.parse().ok().filter(|n| *n > 0)?);
            }
            "remove_member" => {
                groups.remove_member = match value {
                    "value_path" => RemoveMember::ValuePath,
                    "value_path_unquoted" => RemoveMember::ValuePathUnquoted,
                    "value_array" => RemoveMember::ValueArray,
                    _ => return None,
                };
            }
            _ => return None,
        }
        Some(())
    }

    fn put_lifecycle(&mut self, field: &str, value: &str) -> Option<()> {
        let deletion = || {
            Some(match value {
                "hard" => Deletion::Hard,
                "soft" => Deletion::Soft,
                "irreversible" => Deletion::Irreversible,
                "membership" => Deletion::Membership,
                "none" => Deletion::Nothing,
                _ => return None,
            })
        };
        match field {
            "delete_user" => self.lifecycle.delete_user = Some(deletion()?),
            "delete_group" => self.lifecycle.delete_group = Some(deletion()?),
            "deactivate" => {
                self.lifecycle.deactivate = Some(match value {
                    "suspend" => Deactivation::Suspend,
                    "remove_access" => Deactivation::RemoveAccess,
                    "destroy" => Deactivation::Destroy,
                    "none" => Deactivation::Nothing,
                    _ => return None,
                });
            }
            "gone_after_deactivate" => self.lifecycle.gone_after_deactivate = flag(value)?,
            _ => return None,
        }
        Some(())
    }

    fn put_patch(&mut self, of: &str, field: &str, value: &str) -> Option<()> {
        let mut patch = self.patch.at(of).clone();
        match field {
            "supported" => patch.off = !flag(value)?,
            "style" => patch.pathless = one_of(value, "path", "pathless")?,
            "multi_op" => patch.max_ops = if flag(value)? { None } else { Some(1) },
            "max_ops" => patch.max_ops = Some(number(value)?),
            "allow_paths" => patch.allow_paths = list(value),
            "value_path" => {
                patch.value_path = match value {
                    "full" => ValuePath::Full,
                    "eq_only" => ValuePath::EqOnly,
                    "none" | "buggy" => ValuePath::None,
                    _ => return None,
                }
            }
            "ext_separator" => patch.dot_extension = one_of(value, ":", ".")?,
            "op_case" => patch.capital_op = one_of(value, "lower", "capital")?,
            "booleans" => patch.text_booleans = one_of(value, "json", "text")?,
            _ => return None,
        }
        *self.patch.at_mut(of) = patch;
        Some(())
    }

    fn put_put(&mut self, of: &str, field: &str, value: &str) -> Option<()> {
        let mut put = *self.put.at(of);
        match field {
            "supported" => put.off = !flag(value)?,
            "semantics" => {
                put.semantics = match value {
                    "overwrite" => PutSemantics::Overwrite,
                    "merge" => PutSemantics::Merge,
                    "null_deletes" => PutSemantics::NullDeletes,
                    _ => return None,
                }
            }
            "members" => {
                put.members = match value {
                    "wipe" => PutMembers::Wipe,
                    "keep" => PutMembers::Keep,
                    "ignore" => PutMembers::Ignore,
                    "reject" => PutMembers::Reject,
                    _ => return None,
                }
            }
            _ => return None,
        }
        *self.put.at_mut(of) = put;
        Some(())
    }
}

/// `partial` is a yes: what exactly is said by other fields.
fn flag(value: &str) -> Option<bool> {
    match value {
        "yes" | "true" | "partial" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// Whether it is the second of two words.
fn one_of(value: &str, usual: &str, other: &str) -> Option<bool> {
    match value {
        _ if value == usual => Some(false),
        _ if value == other => Some(true),
        _ => None,
    }
}

fn number(value: &str) -> Option<usize> {
    value.parse().ok().filter(|n| *n > 0)
}

fn list(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_set_for_its_type_only() {
        let mut dialect = Dialect::default();
        assert!(dialect.set_write("patch.Users.value_path", "none"));
        assert_eq!(dialect.patch.at("/Users").value_path, ValuePath::None);
        assert_eq!(
            dialect.patch.at("/Groups").value_path,
            ValuePath::Full,
            "what users refuse groups may take"
        );
        assert!(dialect.set_write("patch.*.ext_separator", "."));
        assert!(
            dialect.patch.at("/Devices").dot_extension,
            "all that have no word of their own"
        );
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let mut dialect = Dialect::default();
        for (path, value) in [
            ("patch.Users.value_path", "perhaps"),
            ("patch.Users.max_ops", "0"),
            ("patch.Users.unheard", "yes"),
            ("list.Users.index", "ignored"),
            ("patch", "no"),
        ] {
            assert!(
                !dialect.set_write(path, value),
                "{path} = {value} is not of these tables"
            );
        }
        assert_eq!(dialect, Dialect::default());
    }
}
