//! How long the guide as one file takes to open: `single_opens [RUNS]`, 5 by default, in the engines of
//! `JISSEN_ENGINES`. Prints the size of the file and a Markdown table of medians, in milliseconds from the start of loading
//! to the first look at the finished page, so that a look's own time (some ten milliseconds) counts too.

use tests::{
    browser::{Browser, Settings, drive, engines, file_address},
    folder, guide,
};
use url::Url;

/// What is opened: its address, and when it is there.
const OPENED: [(&str, &str, &str); 3] = [
    ("first page", "", "#guide-main"),
    ("page of a requirement", "#/items/two-factor-auth", ".guide-desk-answer"),
    ("sheet with the desk", "#/sheets/r7-medical", ".guide-desk-answer"),
];

fn main() {
    let n_runs = std::env::args().nth(1).map_or(5, |runs| runs.parse().expect("a number of runs"));
    let place = folder::temporary();
    let file = place.path().join("手引き 1枚.html");
    std::fs::write(&file, guide::single()).expect("a file");
    let file = file_address(&file.canonicalize().expect("the file"));
    println!("{} bytes\n", guide::single().len());
    println!("| engine | {} |\n|---|---|---|---|", OPENED.map(|(name, ..)| name).join(" | "));
    drive(engines(), Settings::default(), async |browser| {
        let mut medians = Vec::new();
        for (_, fragment, selector) in OPENED {
            let address = file.join(fragment).expect("an address");
            let mut times = Vec::new();
            for _ in 0..n_runs {
                times.push(time(&browser, &address, selector).await);
            }
            times.sort_by(f64::total_cmp);
            medians.push(format!("{:.0}", times[times.len() / 2]));
        }
        println!("| {:?} | {} |", browser.engine, medians.join(" | "));
    });
}

/// Milliseconds from the start of loading until the page has an element.
async fn time(browser: &Browser, address: &Url, selector: &str) -> f64 {
    browser.open(&Url::parse("about:blank").expect("an address")).await;
    browser.open(address).await;
    let script = format!(
        "window.seenAt ??= document.querySelector('{selector}') ? performance.now() : undefined; return window.seenAt > 0"
    );
    browser.wait_for(selector, &script).await;
    browser.run("return window.seenAt", vec![]).await.as_f64().expect("a time")
}
