//! Screenshots for whoever changes how pages look: the main pages, wide and narrow, light and dark, and as printed.
//!
//! `shots SITE FOLDER` opens a finished site from disk in Chromium and writes `NAME-WIDTH-SCHEME.png` and `NAME.pdf`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::json;
use tests::browser::{Browser, Settings, chromium, drive, file_address};

const PAGES: [&str; 8] = [
    "index.html",
    "items/index.html",
    "items/two-factor-auth.html",
    "sheets/r7-medical.html",
    "revisions/r6-r7.html",
    "glossary.html",
    "verification.html",
    "contents.html",
];
const WIDTHS: [u32; 2] = [1280, 390];
const SCHEMES: [&str; 2] = ["light", "dark"];

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(site), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: shots SITE FOLDER");
        std::process::exit(2);
    };
    let site = site.canonicalize().expect("the site");
    fs::create_dir_all(&folder).expect("the folder");
    drive(chromium(), Settings::default(), async |browser| {
        for page in PAGES {
            shoot(&browser, &site, page, &folder).await;
        }
    });
}

async fn shoot(browser: &Browser, site: &Path, page: &str, folder: &Path) {
    let name = page.trim_end_matches(".html").replace('/', "-");
    for width in WIDTHS {
        for scheme in SCHEMES {
            browser.show_as(width, scheme).await;
            browser.open(&file_address(&site.join(page))).await;
            let parameters = json!({ "format": "png", "captureBeyondViewport": true });
            let shot = browser.chromium_file("Page.captureScreenshot", parameters).await;
            fs::write(folder.join(format!("{name}-{width}-{scheme}.png")), shot).expect("a picture written");
        }
    }
    let parameters = json!({ "preferCSSPageSize": true, "printBackground": false });
    let print = browser.chromium_file("Page.printToPDF", parameters).await;
    fs::write(folder.join(format!("{name}.pdf")), print).expect("a print written");
    println!("{}", folder.join(name).display());
}
