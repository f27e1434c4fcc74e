//! End to end: the real program, real browsers, a real server.
//!
//! What the tests in `tests/` share. [`program`] runs `jissen` as a user does, [`folder`] copies and compares
//! trees of files, [`guide`] builds the guide, [`browser`] drives Chromium, Firefox and WebKitGTK, [`server`] starts nginx and Apache on loopback, [`login`] is the members' room before them, [`document`] reads Word files.
//! Nothing here knows how a page is made.

pub mod browser; // Engine, Browser: a driver and its session
pub mod document; // Word files, read back
pub mod folder; // copy, snapshot, compare
pub mod guide; // site(): the guide, built once
pub mod login; // Login: a members' room
pub mod program; // jissen(), the other executables
pub mod sealed; // sites as trees of files, in every form
pub mod server; // Server: nginx with a strict policy under a path; Members: the guide behind a login
