//! Compound files (the container of xls and of encrypted workbooks): just enough to get a stream out.

/// First bytes of a compound file.
pub(super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const END: u32 = 0xFFFF_FFFA; // this and above: free, end of chain, table of sectors

/// An opened compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini_stream: Vec<u8>,
    cutoff: usize,
    streams: Vec<(String, u32, usize)>,
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

impl<'a> Compound<'a> {
    /// `None` when the container is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = short(bytes, 30)?;
        let mini_shift = short(bytes, 32)?;
        if !bytes.starts_with(&SIGNATURE) || !(7..=12).contains(&shift) || mini_shift != 6 {
            return None;
        }
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini_stream: Vec::new(),
            cutoff: number(bytes, 56)? as usize,
            streams: Vec::new(),
        };
        let most = bytes.len() / file.sector + 1;
        let mut tables: Vec<u32> = numbers(bytes.get(76..512)?).take_while(|id| *id < END).collect();
        let mut next = number(bytes, 68)?;
        for _ in 0..most {
            if next >= END {
                break;
            }
            let ids: Vec<u32> = numbers(file.sector(next)?).collect();
            let (last, ids) = ids.split_last()?;
            tables.extend(ids.iter().copied().filter(|id| *id < END));
            next = *last;
        }
        for id in tables.into_iter().take(most) {
            let entries: Vec<u32> = numbers(file.sector(id)?).collect();
            file.table.extend(entries);
        }
        let directory = file.chain(number(bytes, 48)?)?;
        let mini_table = number(bytes, 60)?;
        if mini_table < END {
            file.mini_table = numbers(&file.chain(mini_table)?).collect();
        }
        for entry in directory.chunks_exact(128) {
            let length = usize::from(short(entry, 64)?).min(64);
            let units: Vec<u16> = entry[..length.saturating_sub(2)]
                .chunks_exact(2)
                .map(|two| u16::from_le_bytes([two[0], two[1]]))
                .collect();
            let (start, size) = (number(entry, 116)?, number(entry, 120)? as usize);
            match entry[66] {
                5 if start < END && size > 0 => file.mini_stream = file.chain(start)?,
                2 => file.streams.push((String::from_utf16_lossy(&units), start, size)),
                _ => {}
            }
        }
        Some(file)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut id = start;
        // a chain cannot be longer than the file: a loop in it ends here
        for _ in 0..=self.bytes.len() / self.sector {
            if id >= END {
                return Some(out);
            }
            out.extend_from_slice(self.sector(id)?);
            id = *self.table.get(id as usize)?;
        }
        None
    }

    /// Whether there is a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|(have, _, _)| have.eq_ignore_ascii_case(name))
    }

    /// The content of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let (_, start, size) = self.streams.iter().find(|(have, _, _)| have.eq_ignore_ascii_case(name))?;
        if *size >= self.cutoff {
            let mut out = self.chain(*start)?;
            out.truncate(*size);
            return Some(out);
        }
        let mut out = Vec::with_capacity(*size);
        let mut id = *start;
        while id < END && out.len() < *size {
            let at = (id as usize).checked_mul(64)?;
            out.extend_from_slice(self.mini_stream.get(at..at + 64)?);
            id = *self.mini_table.get(id as usize)?;
        }
        out.truncate(*size);
        Some(out)
    }
}
