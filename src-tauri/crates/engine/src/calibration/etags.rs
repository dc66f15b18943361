//! Whether versions are the truth: shown, changed by a write, and minded in `If-Match`.

use rollcall_scim_client::EvidenceCode;

use super::CalibrationStage;
use super::course::Course;

impl Course<'_> {
    pub(super) async fn measure_versions(&mut self) {
        self.begin(CalibrationStage::Versions);
        let Some(field) = self.fields().first().copied() else {
            return;
        };
        let Some(old) = self.user.as_ref().and_then(|user| user.version.clone()) else {
            if self.user.is_some() {
                self.saw("features.etag", "no", EvidenceCode::VersionMissing);
                self.saw("etag.if_match", "no", EvidenceCode::VersionMissing);
            }
            return;
        };
        // The present version serves a server that takes no write without one, and harms no other.
        let first = self.write(field, "Calibration version 1", Some(&old)).await;
        if !matches!(first, Some(Ok(_))) {
            return;
        }
        let Some(seen) = self.read_user().await else {
            return;
        };
        if seen.version.as_deref() == Some(old.as_str()) {
            let what = EvidenceCode::VersionStays;
            self.saw("features.etag", "no", what);
            self.saw("etag.if_match", "no", what);
            return;
        }
        match self.write(field, "Calibration version 2", Some(&old)).await {
            Some(Ok(_)) => {
                let what = EvidenceCode::VersionIgnored;
                self.saw("features.etag", "no", what);
                self.saw("etag.if_match", "no", what);
            }
            Some(Err(error)) if error.status() == Some(412) => {
                let what = EvidenceCode::VersionRefused;
                self.saw("features.etag", "yes", what);
                self.saw("etag.if_match", "yes", what);
            }
            _ => {}
        }
    }
}
