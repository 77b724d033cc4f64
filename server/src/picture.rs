//! Pictures that others upload: hostile until they were decoded within limits and written anew. What is kept are pixels:
//! no place, no camera, no name, nothing that is not a picture.
use entity::{audit::hex, refusal::FieldError, solution::picture::change::Checked};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, ImageResult,
    Limits, Rgb, RgbImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
    imageops,
};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use tokio::sync::Semaphore;

/// Bytes of a file that is taken.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Pixels of a side that are taken.
const SIDE: u32 = 8_000;
/// Pixels that are taken.
const PIXELS: u64 = 40_000_000;
/// Bytes that decoding may take at once: all pixels with transparency, and a little for itself.
const MEMORY: u64 = 4 * PIXELS + (32 << 20);
/// Pixels from left to right that are kept: a page of full width on a fine screen.
const WIDTH: u32 = 1_600;
/// Pixels from top to bottom that are kept.
const HEIGHT: u32 = 2_400;
/// Up to so many bytes drawings, screens and what is transparent stay without loss.
const LOSSLESS: usize = 600_000;
/// Of the JPEG that is written.
const QUALITY: u8 = 85;

/// Large pictures take memory: one after the other.
static ONE: Semaphore = Semaphore::const_new(1);

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// Too many bytes.
    Large,
    /// No picture, or one of another format.
    Format,
    /// Too many pixels; how many from left to right and from top to bottom.
    Size(u32, u32),
    /// So many bits for each pixel that memory does not suffice.
    Depth,
    /// Broken off, damaged, or made to look like a picture.
    Broken,
}

impl Wrong {
    /// At the field `file` of a form.
    fn error(self) -> FieldError {
        let (code, message) = match self {
            Self::Large => ("too_large", "Das Bild ist größer als 5 MB. Bitte verkleinern Sie es.".to_owned()),
            Self::Format => {
                ("format", "Diese Datei ist kein Bild im Format PNG, JPEG oder WebP. Bitte wählen Sie ein solches Bild.".to_owned())
            }
            Self::Size(width, height) => (
                "too_large",
                format!(
                    "Das Bild hat {width} × {height} Bildpunkte. Angenommen werden höchstens 8.000 auf jeder Seite und 40 Millionen insgesamt. Bitte verkleinern Sie es."
                ),
            ),
            Self::Depth => {
                ("too_large", "Das Bild hat mehr Farben, als hier verarbeitet werden können. Bitte speichern Sie es mit 8 Bit je Farbe.".to_owned())
            }
            Self::Broken => (
                "broken",
                "Das Bild lässt sich nicht lesen; wahrscheinlich ist die Datei beschädigt oder unvollständig. Bitte speichern Sie es neu und wählen Sie es noch einmal.".to_owned(),
            ),
        };
        FieldError::new("file", code, message)
    }
}

/// A picture out of the bytes that were uploaded, told by their content alone.
///
/// # Errors
/// At the field `file`, what is wrong and what to do.
pub async fn checked(content: Vec<u8>) -> Result<Checked, FieldError> {
    if content.len() > MAX_BYTES {
        return Err(Wrong::Large.error());
    }
    let turn = ONE.acquire().await;
    let work = move || {
        // given back when the work is over, also where nobody waits for it any more
        let _turn = turn;
        made(&content)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(made) => made.map_err(Wrong::error),
        Err(error) => {
            tracing::warn!(%error, "a picture could not be decoded");
            Err(Wrong::Broken.error())
        }
    }
}

fn made(content: &[u8]) -> Result<Checked, Wrong> {
    let format = image::guess_format(content).map_err(|_| Wrong::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(Wrong::Format);
    }
    if format == ImageFormat::Jpeg && !has_end(content) {
        return Err(Wrong::Broken);
    }
    let picture = decoded(content, format)?;
    let picture = match picture.width() > WIDTH || picture.height() > HEIGHT {
        true => picture.resize(WIDTH, HEIGHT, imageops::FilterType::Triangle),
        false => picture,
    };
    let (width, height) = (picture.width(), picture.height());
    let (media_type, content) = written(picture, format == ImageFormat::Png).map_err(|error| {
        tracing::warn!(%error, "a picture could not be written");
        Wrong::Broken
    })?;
    Ok(Checked { sha256: hex(&Sha256::digest(&content)), media_type, width, height, content })
}

/// The pixels as they are to be seen, upright.
fn decoded(content: &[u8], format: ImageFormat) -> Result<DynamicImage, Wrong> {
    let broken = |error| match error {
        ImageError::Limits(_) => Wrong::Depth,
        _ => Wrong::Broken,
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width > SIDE || height > SIDE || u64::from(width) * u64::from(height) > PIXELS {
        return Err(Wrong::Size(width, height));
    }
    limits.reserve(decoder.total_bytes()).map_err(broken)?;
    decoder.set_limits(limits).map_err(broken)?;
    // what says nothing readable says nothing
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether the data of a JPEG have an end: its decoder takes what is broken off and fills it with grey. The end mark
/// cannot stand in the data, but well in a small picture before them.
fn has_end(content: &[u8]) -> bool {
    let mut at = 2;
    loop {
        match content.get(at..at + 4) {
            // fill bytes
            Some([0xff, 0xff, ..]) => at += 1,
            Some([0xff, 0xda, ..]) => return content[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            Some([0xff, _, high, low]) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => return false,
        }
    }
}

/// The file that is kept: without loss what came so or is transparent, as long as that is small; as JPEG otherwise.
fn written(picture: DynamicImage, lossless: bool) -> ImageResult<(&'static str, Vec<u8>)> {
    let (width, height) = (picture.width(), picture.height());
    if lossless || picture.color().has_alpha() {
        let mut content = Vec::new();
        let png = PngEncoder::new_with_quality(&mut content, CompressionType::Default, FilterType::Adaptive);
        match picture.color().has_alpha() {
            true => png.write_image(&picture.to_rgba8(), width, height, ExtendedColorType::Rgba8)?,
            false => png.write_image(&picture.to_rgb8(), width, height, ExtendedColorType::Rgb8)?,
        }
        if content.len() <= LOSSLESS {
            return Ok(("image/png", content));
        }
    }
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, QUALITY).write_image(
        &on_white(picture),
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(("image/jpeg", content))
}

/// Without transparency: as it looks on white paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u16::from);
        let mixed = |colour: u16| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        *to = Rgb([mixed(red), mixed(green), mixed(blue)]);
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut content = Cursor::new(Vec::new());
        picture.write_to(&mut content, format).expect("a file");
        content.into_inner()
    }

    #[test]
    fn each_format_is_written_anew_and_large_ones_become_smaller() {
        let noise = DynamicImage::ImageRgb8(RgbImage::from_fn(2_000, 900, |x, y| {
            let seed = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503));
            Rgb([(seed >> 7) as u8, (seed >> 13) as u8, (seed >> 19) as u8])
        }));
        let flat = DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 200, Rgb([10, 120, 200])));
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(300, 200, Rgba([10, 120, 200, 0])));
        for (picture, format, media_type, width) in [
            (&flat, ImageFormat::Png, "image/png", 300),
            (&flat, ImageFormat::Jpeg, "image/jpeg", 300),
            (&flat, ImageFormat::WebP, "image/jpeg", 300),
            (&clear, ImageFormat::WebP, "image/png", 300),
            (&clear, ImageFormat::Png, "image/png", 300),
            (&noise, ImageFormat::Png, "image/jpeg", 1_600),
        ] {
            let made = made(&file(picture, format)).expect("taken");
            assert_eq!((made.media_type, made.width), (media_type, width), "{format:?}");
            assert_eq!(hex(&Sha256::digest(&made.content)), made.sha256);
            let again = image::load_from_memory(&made.content).expect("a picture");
            assert_eq!((again.width(), again.height()), (made.width, made.height));
        }
    }

    #[test]
    fn nothing_is_taken_that_is_broken_off() {
        let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 4, y as u8 * 4, 99])));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let whole = file(&picture, format);
            assert!(made(&whole).is_ok(), "{format:?}");
            for part in 1..20 {
                let end = whole.len() * part / 20;
                assert!(made(&whole[..end]).is_err(), "{format:?} up to {end} of {}", whole.len());
            }
        }
    }

    #[test]
    fn what_is_transparent_looks_as_on_white_paper() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(1, 1, Rgba([0, 0, 0, 0])));
        assert_eq!(on_white(clear).get_pixel(0, 0), &Rgb([255, 255, 255]));
        let half = DynamicImage::ImageRgba8(RgbaImage::from_pixel(1, 1, Rgba([255, 0, 0, 255])));
        assert_eq!(on_white(half).get_pixel(0, 0), &Rgb([255, 0, 0]));
    }
}
