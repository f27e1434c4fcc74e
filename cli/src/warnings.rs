//! What mdBook only logs, caught so that it can fail the build.

use std::{
    fmt::{self, Write},
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::LevelFilter,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

/// The warnings and errors mdBook logged so far in this run, in its own words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    /// Starts to listen; once per run.
    pub(crate) fn listen() -> Self {
        let warnings = Self::default();
        tracing_subscriber::registry().with(warnings.clone()).init();
        warnings
    }

    /// What was logged since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        self.0.lock().map(|mut messages| std::mem::take(&mut *messages)).unwrap_or_default()
    }
}

impl<S: Subscriber> Layer<S> for Warnings {
    /// Below this, libraries do not even put their words together.
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::WARN)
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("mdbook_")
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message::default();
        event.record(&mut message);
        if let Ok(mut messages) = self.0.lock() {
            messages.push(message.0);
        }
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}
