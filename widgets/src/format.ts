/** Numbers and shapes as a learner reads them. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten: 10⁻³. */
export function power(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** Three significant digits; plain where that stays short, 1.23×10⁻⁷ elsewhere. */
export function number(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent >= 6) {
    const [mantissa, shown] = value.toExponential(digits - 1).split("e") as [string, string];
    return `${minus(trim(mantissa))}×${power(Number(shown))}`;
  }
  return minus(trim(value.toPrecision(Math.max(digits, exponent + 1))));
}

/** A whole number with thin separators: 12 340. */
export function count(value: number): string {
  return minus(String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u2009"));
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

export function bytes(size: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  return `${number(size / 1000 ** unit)} ${UNITS[unit]}`;
}

/** Seconds: 0.5 s, 45 s, 2:30, 1:05:00. */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${number(seconds, 2)}\u2009s`;
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${parts.join(":")}` : `${Number(parts[0])}:${parts[1]}`;
}

export function shape(sizes: readonly number[]): string {
  return sizes.length === 0 ? "" : sizes.join(" × ");
}

const SHORT_DTYPES: Readonly<Record<string, string>> = {
  bool: "bool",
  uint8: "u8",
  int8: "i8",
  int16: "i16",
  int32: "i32",
  int64: "i64",
  float16: "f16",
  bfloat16: "bf16",
  float32: "f32",
  float64: "f64",
  complex64: "c64",
  complex128: "c128",
};

export function dtype(name: string): string {
  const plain = name.replace(/^torch\./, "");
  return SHORT_DTYPES[plain] ?? plain;
}

/** The width of a line of text in pixels, near enough to lay out cards before anything is drawn. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) >= 0x2e80 ? 1 : 0.58;
  return width * size;
}

function trim(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

function minus(text: string): string {
  return text.replace("-", "−");
}
