//! Reads a page as a person does: headings, tables, fields and what is wrong with them, links, messages.
use scraper::{ElementRef, Html, Selector};

/// A page that came as an answer.
#[derive(Debug, Clone)]
pub struct Page {
    html: Html,
}

/// What every selector of a test is: written by us.
fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("the selector {css}: {error}"))
}

/// The text of an element as it is read: blanks in one, no-break spaces as spaces.
#[must_use]
pub fn words(element: ElementRef<'_>) -> String {
    plain(&element.text().collect::<String>())
}

/// A text with blanks in one, no-break spaces as spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// Reads a document.
    #[must_use]
    pub fn parse(html: &str) -> Self {
        Self { html: Html::parse_document(html) }
    }

    /// All elements that a selector finds.
    #[must_use]
    pub fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&selector(css)).collect()
    }

    /// The texts of all elements that a selector finds.
    #[must_use]
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.all(css).into_iter().map(words).collect()
    }

    /// The text of the first element that a selector finds; empty without one.
    #[must_use]
    pub fn text(&self, css: &str) -> String {
        self.all(css).first().map(|element| words(*element)).unwrap_or_default()
    }

    /// Whether a selector finds anything.
    #[must_use]
    pub fn has(&self, css: &str) -> bool {
        !self.all(css).is_empty()
    }

    /// An attribute of the first element that a selector finds.
    #[must_use]
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.all(css).first()?.value().attr(name).map(str::to_owned)
    }

    /// What the browser's window is called.
    #[must_use]
    pub fn title(&self) -> String {
        self.text("title")
    }

    /// The heading.
    #[must_use]
    pub fn heading(&self) -> String {
        self.text("h1")
    }

    /// Everything that can be read in the main part.
    #[must_use]
    pub fn main(&self) -> String {
        self.text("main")
    }

    /// Where the page leads to.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        self.all("a[href]").iter().filter_map(|link| link.value().attr("href")).map(str::to_owned).collect()
    }

    /// The rows of the first table whose caption contains some words, cell by cell; the head and the sums apart.
    #[must_use]
    pub fn rows(&self, caption: &str) -> Vec<Vec<String>> {
        let Some(table) = self.table(caption) else { return Vec::new() };
        table.select(&selector("tbody tr")).map(|row| row.select(&selector("th, td")).map(words).collect()).collect()
    }

    /// The sums of that table.
    #[must_use]
    pub fn sums(&self, caption: &str) -> Vec<String> {
        let Some(table) = self.table(caption) else { return Vec::new() };
        table.select(&selector("tfoot th, tfoot td")).map(words).collect()
    }

    fn table(&self, caption: &str) -> Option<ElementRef<'_>> {
        self.all("table")
            .into_iter()
            .find(|table| table.select(&selector("caption")).next().is_some_and(|found| words(found).contains(caption)))
    }

    /// What a list of term and description says about a term.
    #[must_use]
    pub fn fact(&self, term: &str) -> Option<String> {
        self.all("dl > div, dl").into_iter().find_map(|group| {
            let found = group.select(&selector("dt")).next().filter(|dt| words(*dt) == term);
            found.and_then(|_| group.select(&selector("dd")).next()).map(words)
        })
    }

    /// What stands in a field of a form: text, the chosen option, or the text area's words.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<String> {
        let input = format!("input[name=\"{field}\"]");
        if let Some(found) = self.all(&input).first() {
            return Some(found.value().attr("value").unwrap_or_default().to_owned());
        }
        let area = format!("textarea[name=\"{field}\"]");
        if let Some(found) = self.all(&area).first() {
            return Some(found.text().collect());
        }
        let chosen = format!("select[name=\"{field}\"] option[selected]");
        self.attribute(&chosen, "value")
    }

    /// What is wrong with a field, as it is said beside it.
    #[must_use]
    pub fn field_error(&self, field: &str) -> Option<String> {
        let id = format!("feld-{field}-fehler");
        let said = self.all(&format!("[id=\"{id}\"]")).first().map(|element| words(*element))?;
        // the field itself must point to it, or nobody hears it
        let input = self.all(&format!("[name=\"{field}\"][aria-invalid=\"true\"]"));
        let described = input.first()?.value().attr("aria-describedby")?.split(' ').any(|word| word == id);
        described.then(|| said.trim_start_matches("Fehler:").trim().to_owned())
    }

    /// What is wrong in all, as the summary over the form says it: the field that each line leads to, and the line.
    #[must_use]
    pub fn error_summary(&self) -> Vec<(String, String)> {
        self.all("[role=alert] a[href^=\"#feld-\"]")
            .into_iter()
            .filter_map(|link| {
                let field = link.value().attr("href")?.trim_start_matches("#feld-").to_owned();
                Some((field, words(link)))
            })
            .collect()
    }

    /// Messages: done, warnings, problems.
    #[must_use]
    pub fn messages(&self) -> Vec<String> {
        self.texts(".kern-alert")
    }

    /// The version that a form of the page carries.
    #[must_use]
    pub fn version_of(&self, action: &str) -> Option<String> {
        self.attribute(&format!("form[action=\"{action}\"] input[name=version]"), "value")
    }
}
