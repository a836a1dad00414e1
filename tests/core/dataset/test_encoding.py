"""Bytes that are not UTF-8: the encoding is the one in which they spell words."""

import numpy as np
import pytest

from core.dataset.child import answer
from core.dataset.detect import detect
from core.dataset.limits import Limits
from core.dataset.options import check_options

WORDS = {
    "cp1252": "Zürich Köln Jürgen Weiß Müller Çelik Genève Málaga São Paulo Århus Tromsø € 5",
    "cp1250": "Łódź Kraków Gdańsk Wałęsa Żółty Świętokrzyskie Poznań Zażółć",
    "iso8859-2": "Łódź Kraków Gdańsk Wałęsa Żółty Świętokrzyskie Poznań Zażółć",
    "cp1251": "Москва Петров Иван Санкт-Петербург город сумма Фёдор Ярославль",
    "koi8-r": "Москва Петров Иван Санкт-Петербург город сумма Фёдор Ярославль",
    "cp866": "Москва Петров Иван Санкт-Петербург город сумма Фёдор Ярославль",
    "mac_cyrillic": "Москва Петров Иван Санкт-Петербург город сумма Фёдор Ярославль",
    "iso8859-5": "Москва Петров Иван Санкт-Петербург город сумма Фёдор Ярославль",
    "cp1253": "Αθήνα Θεσσαλονίκη Γιώργος Παπαδόπουλος πόλη όνομα ποσό",
    "cp1254": "İstanbul İzmir Ayşe Yıldız Çağlar şehir müşteri Öztürk Muğla",
    "cp1255": "ירושלים תל אביב דוד כהן שם עיר סכום חיפה",
    "cp1256": "القاهرة الرياض محمد علي الاسم المدينة المبلغ",
    "cp949": "서울특별시 부산 김민수 이서연 박지훈 번호 이름 도시 금액 제주도",
    "gb18030": "北京 上海 张伟 王芳 李娜 编号 姓名 城市 金额 深圳 广州",
    "cp950": "台北市 高雄 陳怡君 林志明 編號 姓名 城市 金額 新竹 臺中",
    "cp932": "東京都 大阪府 鈴木花子 さとう カタカナ 番号 名前 都市 金額",
    "euc_jp": "東京都 大阪府 鈴木花子 さとうさん カタカナ 番号 名前 の 都市 金額 です",
    "mac_roman": "Zürich Köln Jürgen Weiß Müller naïve café señor",
}


def table(words):
    words = words.split()
    rows = [f"{i},{words[i % len(words)]},{i * 1.5}" for i in range(40)]
    return "\n".join([f"id,{words[0]},{words[1]}", *rows]) + "\n"


@pytest.mark.parametrize("encoding", WORDS)
def test_words_of_one_language(read, note, encoding):
    text = table(WORDS[encoding])
    dataset = read(text.encode(encoding))
    assert dataset.reading["encoding"] == encoding
    assert dataset.frame().iloc[:, 1].tolist() == [r.split(",")[1] for r in text.split()[1:]]
    assert f"as {encoding} (" in note(dataset, "encoding").message
    given = read(text.encode(encoding), {"encoding": encoding})
    assert given.id == dataset.id and "encoding" not in [n.code for n in given.notes]


def test_japanese_without_kana_is_not_korean(read):
    words = "注文番号 顧客 株式会社山田 佐藤商店 田中工業 東京 大阪 名古屋 札幌 福岡"
    assert read(table(words).encode("cp932")).reading["encoding"] == "cp932"


@pytest.mark.parametrize("word", ["Österreich", "café", "Ångström", "España", "Größe", "ação", "è"])
def test_one_word_far_down(read, word):
    rows = "".join(f"{i},plain,{i}\n" for i in range(30_000))
    dataset = read(f"id,what,n\n{rows}7,{word},1\n".encode("cp1252"))
    assert dataset.reading["encoding"] == "cp1252"
    assert dataset.frame()["what"].iloc[-1] == word


def test_no_words_in_any_encoding():
    noise = np.random.default_rng(0).integers(128, 256, 5000, np.uint8)
    assert detect(noise) is None
    with pytest.raises(UnicodeDecodeError):
        bytes(noise).decode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-16", "idna", "undefined", "punycode", "unicode_escape"])
def test_an_encoding_that_cannot_read_the_file_is_named(read, encoding):
    content = table(r"Zürich Köln \ud800 \N").encode("cp1252")
    with pytest.raises(ValueError, match="encoding " + encoding.replace("_", ".")) as error:
        read(content, {"encoding": encoding})
    assert str(error.value).endswith(".") and "Zürich" not in str(error.value)


def test_an_encoding_by_its_name_alone():
    for name in ("a\0b", "é", "", "hex", 7):
        with pytest.raises(ValueError, match="option encoding must be"):
            check_options({"encoding": name})


def test_what_fails_unforeseen_is_named_by_its_kind_and_shows_no_cell(tmp_path, capfd):
    (tmp_path / "raw").write_text("a,b\nsecret,2\nother,3\n")
    request = {"raw": str(tmp_path / "raw"), "folder": str(tmp_path), "look": True}
    said = answer({**request, "options": {"kinds": {"a": "numeric"}, "skip": "x"}}, Limits())
    assert "(code TypeError)" in said["error"] and "secret" not in said["error"]
    assert "Traceback" in capfd.readouterr().err
    assert answer({**request, "options": {}}, Limits())["rows"] == 2
