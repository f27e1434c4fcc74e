//! A site behind an address.

use super::report::Report;
use crate::manifest::Manifest;
use crate::{Error, Result};

/// How to get past the login of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Without login.
    None,
    /// The `Cookie` header of somebody who is logged in: `name=value`.
    Cookie(String),
    /// `name:password` of Basic authentication.
    User(String),
}

/// Checks a site behind an address that begins with `http://` or `https://`: its files like those of a folder, and what
/// its server says and withholds.
///
/// Without `manifest` the site's own list is used.
///
/// # Errors
///
/// The server cannot be reached.
pub fn verify_address(address: &str, access: &Access, manifest: Option<&Manifest>) -> Result<Report> {
    let _ = (access, manifest);
    Err(Error::Address(address.to_owned()))
}
