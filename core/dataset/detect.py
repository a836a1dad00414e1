"""Which encoding bytes that are not UTF-8 have: the one in which they spell words of one script.

Every candidate decodes a sample strictly and is scored by its letters: are they of its alphabet
(a common one counts more), is the case that of words, do they stand among their own kind.
Candidates that decode the same bytes to the same text tie, and the first one wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

SAMPLE = 256 * 1024
LETTERS = 4000
"""Characters beyond ASCII that are scored."""
LIKELY = 0.3
"""A score below this says that the bytes are no words in any of the candidates."""


@dataclass(frozen=True)
class Alphabet:
    """A language in a one-byte encoding; `common` letters count 1, `other` ones less."""

    encoding: str
    title: str
    common: str
    other: str = ""
    latin: bool = False


_WEST = "äöüßéèêëàâáãåçñóòôõøúùûîïíìæœÿýžšðþ"
_ALPHABETS = tuple(
    Alphabet("cp1252", "western Europe", letters, _WEST, latin=True)
    for letters in ("äöüß", "éèêàâçëîïôûùœ", "áéíóúñü", "ãçéáíóõâêúàô", "åäöæøé", "àèéìòù")
)
_ALPHABETS += (
    Alphabet("cp1254", "Turkish", "ğışçöüiâ\u0307", latin=True),
    Alphabet("cp1252", "western Europe", "áðéíóúýþæö", _WEST, latin=True),
    Alphabet("cp1250", "central Europe", "ąćęłńóśźż", latin=True),
    Alphabet("cp1250", "central Europe", "áčďéěíňóřšťúůýž", latin=True),
    Alphabet("cp1250", "central Europe", "áéíóöőúüű", latin=True),
    Alphabet("cp1250", "central Europe", "čćđšž", latin=True),
    Alphabet("iso8859-2", "central Europe", "ąćęłńóśźż", latin=True),
    Alphabet("iso8859-2", "central Europe", "áčďéěíňóřšťúůýž", latin=True),
    Alphabet("mac_roman", "western Europe", "äöüßéèêáíóúñçà", _WEST, latin=True),
    Alphabet("cp850", "western Europe", "äöüßéèêáíóúñçà", _WEST, latin=True),
)
_CYRILLIC = ("Cyrillic", "оеаинтсрвлкмдпу", "яыьгзбчйхжшюцщэфёъіїєґўјљњћђџѓќѕ")
_ALPHABETS += tuple(
    Alphabet(e, *_CYRILLIC) for e in ("cp1251", "koi8-r", "koi8-u", "cp866", "mac_cyrillic")
)
_ALPHABETS += (
    Alphabet("iso8859-5", *_CYRILLIC),
    Alphabet("cp1253", "Greek", "αοιετσνηςάέήίόύώ", "υρπκμλωγδχθφβξζψϊϋΐΰ"),
    Alphabet("cp1255", "Hebrew", "יוהלאתרמבשנ", "דכקםפעחטגזסןצךףץ"),
    Alphabet("cp1256", "Arabic", "ايلمنوتربةعدسفهكقحج", "شصخذطضزثغءظىئأإآؤ"),
)
_SIGNS = frozenset("“”„‘’‚–—…€£¥©®°§«»·•²³½¼¾µ×±№¡¿ªº\u00a0™")


@dataclass(frozen=True)
class Script:
    """East Asian writing: `often` is the encoding and the lead bytes of its everyday characters."""

    encoding: str
    title: str
    often: tuple[str, int, int]
    own: str = ""
    """A pattern of characters that only this script holds (syllables, kana)."""


_KANA = "[\u3041-\u30ff]"
_SCRIPTS = (
    Script("cp949", "Korean", ("euc_kr", 0xB0, 0xC8), "[\uac00-\ud7a3]"),
    Script("gb18030", "simplified Chinese", ("gb2312", 0xB0, 0xD7)),
    Script("cp950", "traditional Chinese", ("cp950", 0xA4, 0xC6)),
    Script("cp932", "Japanese", ("shift_jis", 0x88, 0x97), _KANA),
    Script("euc_jp", "Japanese", ("shift_jis", 0x88, 0x97), _KANA),
)


def detect(data: np.ndarray) -> tuple[str, str] | None:
    """The encoding of `data` (uint8, with bytes above 127) and its title; None: none is likely."""
    sample = _sample(data)
    best, most = None, LIKELY
    for candidates, judge in ((_ALPHABETS, _score_alphabet), (_SCRIPTS, _score_script)):
        for candidate in candidates:
            try:
                text = sample.decode(candidate.encoding)
            except UnicodeDecodeError:
                continue
            score = judge(text, candidate)
            if score > most + 1e-9:
                best, most = (candidate.encoding, candidate.title), score
    return best


def _sample(data: np.ndarray) -> bytes:
    """Whole lines from the first one that holds a byte above 127."""
    step = SAMPLE
    for start in range(0, len(data), step):
        high = np.flatnonzero(data[start : start + step] > 127)
        if len(high):
            first = start + int(high[0])
            break
    else:
        return b""
    before = data[max(0, first - step) : first].tobytes()
    begin = first - (len(before) - 1 - before.rfind(b"\n"))
    block = data[begin : begin + step].tobytes()
    cut = block.rfind(b"\n") + 1 if begin + step < len(data) else len(block)
    return block[: cut or len(block)]


def _score_alphabet(text: str, alphabet: Alphabet) -> float:
    total = count = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        at = found.start()
        before, here, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
        total += _fits(before, here, after, alphabet)
        count += 1
        if count == LETTERS:
            break
    return total / max(count, 1)


def _fits(before: str, here: str, after: str, alphabet: Alphabet) -> float:
    """How well one character suits its alphabet and its neighbours, 1 to -2."""
    if here in _SIGNS:
        return -0.5 if here != "’" and before.isalpha() and after.isalpha() else 0.5
    lower = here.lower()
    if lower[0] in alphabet.common:
        score = 1.0
    elif lower[0] in alphabet.other:
        score = 0.8 if alphabet.latin else 0.5
    else:
        return -1.0
    if here != lower:
        score -= 1.1 if before.islower() else 0.1
    strange = before.isalpha() and after.isalpha()
    if alphabet.latin:  # a western word is mostly plain letters
        return score - (strange and not before.isascii() and not after.isascii())
    ascii_near = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    alone = not any(c.isalpha() and not c.isascii() for c in (before, after))
    return score - 0.5 * ascii_near - 0.5 * alone


def _score_script(text: str, script: Script) -> float:
    total = count = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        at = found.start()
        near = text[at - 1 : at] + text[at + 1 : at + 2]
        total += _weight(text[at], script) - 0.3 * any(c.isascii() and c.isalpha() for c in near)
        count += 1
        if count == LETTERS:
            break
    return total / max(count, 1)


def _weight(character: str, script: Script) -> float:
    encoding, low, high = script.often
    if script.own and re.fullmatch(script.own, character):
        return 1.0 if _lead(character, encoding) else 0.0
    if "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf":
        return 1.0 if low <= _lead(character, encoding) <= high else 0.1
    if "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff5e":
        return 0.8
    return 0.2 if "\uff61" <= character <= "\uff9f" and script.own else -1.0


def _lead(character: str, encoding: str) -> int:
    """The first of a character's two bytes in the script's plain standard, 0 where it has none."""
    try:
        first, _ = character.encode(encoding)
    except (UnicodeEncodeError, ValueError):  # a rare Korean syllable is spelled in eight bytes
        return 0
    return first
