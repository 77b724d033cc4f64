//! Reads the first sheet of a workbook with calamine and does nothing else: the yardstick for `leitstand import check`.
//! Prints rows × columns and milliseconds.
use calamine::{Reader, Xlsx, open_workbook};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("calamine_alone FILE")?;
    let begin = Instant::now();
    let mut book: Xlsx<_> = open_workbook(&file)?;
    let range = book.worksheet_range_at(0).ok_or("no sheet")??;
    let (rows, columns) = range.get_size();
    println!("{rows} × {columns}, {:.1} ms", begin.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}
