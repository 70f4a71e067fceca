// What a scanned text may be. The check of a tag is the one of app/core/tags.py: a wrong character is refused, never guessed.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BODY = 8;
const LOOKALIKES = { O: "0", I: "1", L: "1" };

const timesX = (value) => {
  const shifted = value << 1;
  return shifted & 0b100000 ? shifted ^ 0b100101 : shifted;
};

const checkCharacter = (body) => {
  let total = 0;
  for (const character of body) total = timesX(total ^ ALPHABET.indexOf(character));
  return ALPHABET[total];
};

/** The stored form of a tag (nine characters), or null when it is not one or its check fails. */
export const parseTag = (text) => {
  const folded = text.replace(/[\s\-–—]+/g, "").toUpperCase().replace(/[OIL]/g, (letter) => LOOKALIKES[letter]);
  if (folded.length !== BODY + 1 || [...folded].some((character) => !ALPHABET.includes(character))) return null;
  return checkCharacter(folded.slice(0, BODY)) === folded[BODY] ? folded : null;
};

const isImei = (text) => {
  if (!/^\d{15}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
};

/** The code in a text when it has the shape of something we print or know: a tag, our QR address, an IMEI, a command; else null. */
export const knownCode = (text) => {
  const said = text.trim();
  const address = /\/d\/([^/?#\s]+)\/?$/.exec(said);
  const tag = parseTag(address ? address[1] : said);
  if (tag) return tag;
  if (isImei(said)) return said;
  return /^CMD-[A-Z]{3,12}$/.test(said) ? said : null;
};

const US_KEYS = {
  Minus: "-_", Equal: "=+", Slash: "/?", Period: ".>", Comma: ",<", Semicolon: ";:", Quote: "'\"", Backquote: "`~",
  BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Space: "  ",
};
const SHIFTED_DIGITS = ")!@#$%^&*(";

/** What a scanner set to US keys meant, from the physical keys: `&é"'(-è_çà` becomes digits again, Q and A, Z and W go back. */
export const decodedAsUs = (keys) => keys.map(({ code, shift }) => {
  if (/^Key[A-Z]$/.test(code)) return shift ? code[3] : code[3].toLowerCase();
  if (/^Digit\d$/.test(code)) return shift ? SHIFTED_DIGITS[Number(code[5])] : code[5];
  if (/^Numpad\d$/.test(code)) return code[6];
  return US_KEYS[code]?.[shift ? 1 : 0] ?? "";
}).join("");

/** `{code, text, layout}` of a burst: as typed when its check holds, else as physical US keys; code is null when neither is known. */
export const readBurst = (keys) => {
  const text = keys.map(({ key }) => key).join("");
  const asTyped = knownCode(text);
  if (asTyped) return { code: asTyped, text, layout: "typed" };
  const physical = decodedAsUs(keys);
  const asUs = knownCode(physical);
  return asUs ? { code: asUs, text: physical, layout: "us" } : { code: null, text, layout: "typed" };
};
