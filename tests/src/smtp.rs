//! A mail server on the loopback: mails of a test really leave by SMTP and really arrive. The protocol is spoken by the
//! crate `mailin`; here are only sockets, and the moods that a mail server can be in.
use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder, response};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{IpAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The name and password that the server wants.
pub const LOGIN: (&str, &str) = ("leitstand", "geheim-nur-für-Tests");

/// What a mail server does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Takes,
    /// Hangs up at once.
    HangsUp,
    /// Says that it cannot now (451).
    IsBusy,
    /// Knows no such mailbox (550).
    KnowsNobody,
}

/// A mail as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Whom it came from, as the envelope says.
    pub from: String,
    /// Whom it goes to, as the envelope says.
    pub to: Vec<String>,
    /// Header and text, byte by byte.
    pub bytes: Vec<u8>,
}

#[derive(Debug)]
struct Shared {
    mood: Mood,
    received: Vec<Received>,
    connections: usize,
}

/// The server; it listens until the test's process ends.
#[derive(Debug, Clone)]
pub struct Smtp {
    port: u16,
    shared: Arc<Mutex<Shared>>,
}

impl Smtp {
    /// Begins to listen.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Shared { mood: Mood::Takes, received: Vec::new(), connections: 0 };
        let server = Self { port, shared: Arc::new(Mutex::new(shared)) };
        let listening = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut shared = listening.shared();
                shared.connections += 1;
                if shared.mood != Mood::HangsUp {
                    let server = listening.clone();
                    std::thread::spawn(move || server.speak(&stream));
                }
            }
        });
        server
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it listens, as the settings say it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}:{}@127.0.0.1:{}", LOGIN.0, LOGIN.1.replace('ü', "%C3%BC"), self.port)
    }

    /// Changes what it does.
    pub fn is(&self, mood: Mood) {
        self.shared().mood = mood;
    }

    /// Every mail that came.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared().received.clone()
    }

    /// How often somebody connected.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared().connections
    }

    fn speak(&self, stream: &TcpStream) -> Option<()> {
        let (mut reader, mut writer) = (BufReader::new(stream), stream);
        let handler = Session { server: self.clone(), mail: Received::default() };
        let mut builder = SessionBuilder::new("mail.test");
        // the loopback is as good as a wire of one's own
        builder.insecure_enable_plaintext_auth().enable_auth(AuthMechanism::Plain);
        let mut session = builder.build(stream.peer_addr().ok()?.ip(), handler);
        session.greeting().write_to(&mut writer).ok()?;
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).ok()? > 0 {
            let answer = session.process(&line);
            line.clear();
            if answer.action != Action::NoReply {
                answer.write_to(&mut writer).ok()?;
                writer.flush().ok()?;
            }
            if answer.action == Action::Close {
                break;
            }
        }
        Some(())
    }
}

struct Session {
    server: Smtp,
    mail: Received,
}

impl Handler for Session {
    fn auth_plain(&mut self, _: &str, name: &str, password: &str) -> Response {
        if (name, password) == LOGIN { response::AUTH_OK } else { response::INVALID_CREDENTIALS }
    }

    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.mail = Received { from: from.to_owned(), ..Received::default() };
        match self.server.shared().mood {
            Mood::IsBusy => response::INTERNAL_ERROR,
            _ => response::OK,
        }
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.mail.to.push(to.to_owned());
        match self.server.shared().mood {
            Mood::KnowsNobody => response::NO_MAILBOX,
            _ => response::OK,
        }
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.mail.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = std::mem::take(&mut self.mail);
        self.server.shared().received.push(mail);
        response::OK
    }
}

impl Received {
    /// Everything before the text, with folded lines in one.
    #[must_use]
    pub fn head(&self) -> String {
        let text = String::from_utf8(self.bytes.clone()).expect("mails are ASCII");
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        head.replace("\r\n ", " ").replace("\r\n\t", " ")
    }

    /// All values of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<String> {
        let begin = format!("{}:", name.to_ascii_lowercase());
        let lines = self.head();
        let found = lines.split("\r\n").filter(|line| line.to_ascii_lowercase().starts_with(&begin));
        found.map(|line| line[begin.len()..].trim().to_owned()).collect()
    }

    /// The text as it is read.
    #[must_use]
    pub fn text(&self) -> String {
        let begin = self.bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a mail has a text") + 4;
        let decoded = quoted_printable::decode(&self.bytes[begin..], quoted_printable::ParseMode::Strict);
        String::from_utf8(decoded.expect("quoted-printable")).expect("UTF-8").replace("\r\n", "\n")
    }

    /// The addresses in the text.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        self.text().split_whitespace().filter(|word| word.starts_with("http")).map(str::to_owned).collect()
    }
}
