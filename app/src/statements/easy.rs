//! The programme in easy words: content, navigation, and the declaration on accessibility.
use crate::{
    paths,
    ui::page::{Page, serve},
};
use leptos::prelude::*;

/// The page at `/leichte-sprache`.
#[component]
pub fn Easy() -> impl IntoView {
    serve(|context| async move {
        let link = |path: &str| context.link(path);
        let content = view! {
            <article class="prose easy">
                <h1 class="kern-heading-x-large">"Leichte Sprache"</h1>
                <h2 class="kern-heading-medium">"Worum geht es hier?"</h2>
                <p>"Das Land Nordrhein-Westfalen hat Geld gegeben."</p>
                <p>"Mit dem Geld haben Städte neue Dinge ausprobiert."</p>
                <p>"Zum Beispiel: Anträge im Internet stellen. Oder Parkplätze mit dem Handy finden."</p>
                <p>"Das Programm heißt: Digitale Modell-Regionen."</p>
                <p>"Auf diesen Seiten steht:"</p>
                <ul class="kern-list">
                    <li>"Wie viel Geld es gibt."</li>
                    <li>"Wer das Geld bekommen hat."</li>
                    <li>"Was daraus geworden ist."</li>
                    <li>"Was andere Städte davon benutzen können."</li>
                </ul>
                <h2 class="kern-heading-medium">"Wie finden Sie etwas?"</h2>
                <p>"Oben auf jeder Seite stehen Wörter. Klicken Sie auf ein Wort. Dann öffnet sich eine neue Seite."</p>
                <ul class="kern-list">
                    <li><a href=link(paths::HOME)>"Überblick"</a>": Das Wichtigste in Kürze."</li>
                    <li><a href=link(paths::BUDGET)>"Haushalt"</a>": Hier geht es um das Geld."</li>
                    <li><a href=link(paths::PROJECTS)>"Projekte"</a>": Eine Liste von allem, was gemacht wurde."</li>
                    <li><a href=link(paths::SOLUTIONS)>"Lösungen"</a>": Dinge, die andere Städte auch benutzen können."</li>
                    <li><a href=link(paths::REGIONS)>"Regionen"</a>": Die 5 Gegenden, die mitmachen."</li>
                </ul>
                <p>"Neben dem Namen Leitstand ist ein Feld. In das Feld können Sie ein Wort schreiben. Dann drücken Sie auf die Lupe. So können Sie suchen."</p>
                <h2 class="kern-heading-medium">"Können alle die Seiten benutzen?"</h2>
                <p>"Alle Menschen sollen die Seiten benutzen können. Auch Menschen mit Behinderung."</p>
                <p>"Das ist noch nicht fertig:"</p>
                <ul class="kern-list">
                    <li>"Es gibt noch kein Video in Gebärden-Sprache."</li>
                    <li>"Dieser Text ist noch nicht geprüft."</li>
                </ul>
                <p>"Haben Sie ein Problem mit den Seiten? Dann sagen Sie es uns. Mehr steht in der " <a href=link(paths::ACCESSIBILITY)>"Erklärung zur Barriere-Freiheit"</a> "."</p>
            </article>
        };
        Ok(Page::new("Leichte Sprache", content).without_stand())
    })
}
